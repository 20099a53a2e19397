import Link from "next/link";
import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/runs/status-badge";
import { hrefOf } from "@/components/shell/href";
import { RUNS_PATH, runPath } from "@/components/shell/paths";
import { formatDuration } from "@/lib/dashboard/duration";
import type { Lane } from "@/lib/dashboard/schedule-board";
import { useSlotWords } from "./slot-words";

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
