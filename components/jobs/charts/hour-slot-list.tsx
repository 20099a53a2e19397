import Link from "next/link";
import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/runs/run-parts";
import { runPath } from "@/components/text/paths";
import { Badge } from "@/components/ui/badge";
import type { WallHour } from "@/lib/dashboard/forms/wall-hours";
import type { HourSlot } from "@/lib/dashboard/jobs/hour-slots";
import { exactUtc } from "@/lib/dashboard/words/duration";
import { reasonWords } from "@/lib/dashboard/words/status-words";
import { wallTime } from "@/lib/dashboard/words/zone";
import { useHourName } from "./slot-calendar";

/** The slots of one hour of the calendar: what became of each, and why. */
export function HourSlotList(props: { hour: WallHour; zone: string; slots: readonly HourSlot[] }) {
  const { hour, zone, slots } = props;
  const t = useTranslations("job.calendar");
  const title = t("slotsOf", { hour: useHourName(hour, zone) });
  return (
    <section aria-label={title} className="border-t border-border pt-3">
      <h3 className="mb-2 text-[0.8125rem] font-medium">{title}</h3>
      {slots.length === 0 && <p className="text-sm text-muted-foreground">{t("noSlots")}</p>}
      <ul className="flex flex-col gap-1.5">
        {slots.map(({ slot, run }) => (
          <li
            key={`${slot.toISOString()} ${run?.id}`}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem]"
          >
            <time
              dateTime={slot.toISOString()}
              title={exactUtc(slot)}
              className="font-mono text-xs text-muted-foreground"
            >
              {wallTime(slot, zone)}
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
      {(run.trigger === "backfill" || run.trigger === "catch_up") && (
        <Badge tone="idle">{t(`mark.${run.trigger}`)}</Badge>
      )}
      {why && <span className="min-w-0 wrap-anywhere">{why}</span>}
      <Link href={runPath(run.id)} className="text-primary underline-offset-2 hover:underline">
        {t("toRun")}
      </Link>
    </>
  );
}
