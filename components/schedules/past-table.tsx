import Link from "next/link";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { StatusBadge } from "@/components/runs/run-parts";
import { hrefOf, RUNS_PATH, runPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import type { Lane } from "@/lib/dashboard/schedules/schedule-board";
import { formatDuration } from "@/lib/dashboard/words/duration";
import { useSlotWords } from "./board/slot-list";

/** What became of the slots of the last 24 hours, newest first; hour by hour where they are too many. */
export function PastTable({ lane }: { lane: Lane }) {
  const t = useTranslations("schedule");
  const words = useTranslations("words");
  const { at, whyOf, hour } = useSlotWords(lane.schedule.timezone);
  const { past, schedule } = lane;
  const count = past.kind === "hours" ? past.hours.length : past.slots.length;
  return (
    <>
      {count === 0 && <p className="px-4 py-3 text-sm text-muted-foreground">{t("page.recentNone")}</p>}
      <ul className="divide-y divide-border text-sm">
        {past.kind === "hours"
          ? past.hours.toReversed().map((cell) => (
              <li key={cell.hour.toISOString()} className="flex flex-wrap justify-between gap-x-4 px-4 py-2">
                <span className="text-muted-foreground">{at(cell.hour)}</span>
                <span>{hour(cell)}</span>
              </li>
            ))
          : past.slots.toReversed().map((slot) => (
              <li key={slot.runId} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
                <Link
                  href={runPath(slot.runId)}
                  prefetch={false}
                  className="text-muted-foreground underline-offset-2 hover:underline"
                >
                  {at(slot.slot)}
                </Link>
                <StatusBadge state={slot.state} />
                {slot.slots > 1 && <span>{t("slot.range", { count: slot.slots })}</span>}
                {slot.durationMs !== null && <span>{formatDuration(words, slot.durationMs)}</span>}
                <span className="min-w-0 text-muted-foreground wrap-anywhere">{whyOf(slot)}</span>
              </li>
            ))}
      </ul>
      <p className="border-t border-border px-4 py-2.5 text-sm">
        <Link href={hrefOf(RUNS_PATH, { job_name: schedule.jobName })} className="underline underline-offset-2">
          {t("page.allRuns")}
        </Link>
      </p>
    </>
  );
}

const SHOWN = 10;

/** The next slots of a schedule with what will become of each; those that people took out can be put back. */
export function NextRuns({ lane, skip }: { lane: Lane; skip: FormAction | null }) {
  const t = useTranslations("schedule");
  const words = useTranslations("words");
  const { at } = useSlotWords(lane.schedule.timezone);
  const { ahead, schedule } = lane;
  if (ahead.kind === "band") {
    return <p className="text-sm">{t("slot.band", { count: ahead.count, gap: formatDuration(words, ahead.gapMs) })}</p>;
  }
  if (ahead.slots.length === 0) return <p className="text-sm text-muted-foreground">{t("page.nextNone")}</p>;
  return (
    <ol className="divide-y divide-border text-sm">
      {ahead.slots.slice(0, SHOWN).map((slot) => (
        <li key={slot.at.toISOString()} className="flex flex-wrap items-center justify-between gap-2 py-1.5">
          <span>
            <Time at={slot.at} zone={schedule.timezone} />
            <span className="block text-xs text-muted-foreground">{at(slot.at)}</span>
          </span>
          <span className="flex items-center gap-2">
            {slot.fate !== "expected" && (
              <Badge tone={slot.fate === "held" ? "idle" : "warning"} className="whitespace-normal">
                {t(`slot.fate.${slot.fate}`)}
              </Badge>
            )}
            {slot.fate === "taken_out" && skip && (
              <ActionForm action={skip}>
                <input type="hidden" name="schedule" value={schedule.id} />
                <input type="hidden" name="slot" value={slot.at.toISOString()} />
                <input type="hidden" name="undo" value="true" />
                <SubmitButton size="sm">{t("page.undo")}</SubmitButton>
              </ActionForm>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
