import Link from "next/link";
import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/runs/status-badge";
import { runPath } from "@/components/shell/paths";
import type { HourSlot } from "@/lib/dashboard/hour-slots";
import { reasonWords } from "@/lib/dashboard/reason-words";
import { exactUtc } from "@/lib/dashboard/relative-time";

/** The slots of one hour of the calendar: what became of each, and why. */
export function HourSlotList({ hour, slots }: { hour: Date; slots: readonly HourSlot[] }) {
  const t = useTranslations("job.calendar");
  return (
    <section aria-label={t("slotsOf", { hour: exactUtc(hour) })} className="border-t border-border pt-3">
      <h3 className="mb-2 text-[0.8125rem] font-medium">{t("slotsOf", { hour: exactUtc(hour) })}</h3>
      {slots.length === 0 && <p className="text-sm text-muted-foreground">{t("noSlots")}</p>}
      <ul className="flex flex-col gap-1.5">
        {slots.map(({ slot, run }) => (
          <li
            key={`${slot.toISOString()} ${run?.id}`}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem]"
          >
            <time dateTime={slot.toISOString()} className="font-mono text-xs text-muted-foreground">
              {slot.toISOString().slice(11, 19)}
            </time>
            <SlotEnding run={run} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SlotEnding({ run }: { run: HourSlot["run"] }) {
  const t = useTranslations("job.calendar");
  const words = useTranslations("words");
  if (run === null) return <span className="text-muted-foreground">{t("nothingRecorded")}</span>;
  const why = run.details ?? (run.reason === null ? null : reasonWords(words, run.reason));
  return (
    <>
      <StatusBadge state={run.state} stopping={run.stopping} />
      {why && <span className="min-w-0 wrap-anywhere">{why}</span>}
      <Link href={runPath(run.id)} className="text-primary underline-offset-2 hover:underline">
        {t("toRun")}
      </Link>
    </>
  );
}
