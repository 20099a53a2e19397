import { TriangleAlert } from "lucide-react";
import { useTimeZone, useTranslations } from "next-intl";
import { Fragment } from "react";
import { Time } from "@/components/text/time";
import { cn } from "@/components/ui/cn";
import { hasStarted, lateByMs, type RunEntry } from "@/lib/dashboard/runs/run-entry";
import { slotWords } from "@/lib/dashboard/runs/slot-words";
import { formatDuration } from "@/lib/dashboard/words/duration";
import { shownZone } from "@/lib/dashboard/words/zone";

/**
 * When the run began, its slot and how long after it that was; of a run that waits, when it is due; of slots that never
 * ran, when they should have.
 * @param zone of the job
 */
export function WhenCell({ run, zone }: { run: RunEntry; zone: string | undefined }) {
  const t = useTranslations("runs");
  const words = useTranslations("words");
  const slot = slotWords(words, run, shownZone(useTimeZone(), zone));
  const lateMs = lateByMs(run);
  return (
    <>
      <Time at={run.executionTime} zone={zone} />
      {slot.length > 0 && (
        <span className="block max-w-44 text-xs whitespace-normal text-muted-foreground">
          {slot.map((part, index) => (
            <Fragment key={part}>
              {index > 0 && " "}
              <span className="whitespace-nowrap">
                {part}
                {index < slot.length - 1 && ","}
              </span>
            </Fragment>
          ))}
        </span>
      )}
      {lateMs !== null && (
        <span className="block text-xs text-muted-foreground">
          {lateMs < 1000 ? t("onTime") : t("late", { duration: formatDuration(words, lateMs) })}
        </span>
      )}
    </>
  );
}

/** How long the run took, or has taken, against what the job's runs usually keep to. */
export function DurationCell({ run, usualMs }: { run: RunEntry; usualMs: number | undefined }) {
  const t = useTranslations("runs");
  const words = useTranslations("words");
  const ms = run.state === "started" ? Date.now() - run.startedAt.getTime() : run.duration;
  if (ms === null || !hasStarted(run)) return <span className="text-muted-foreground">{words("none")}</span>;
  const slow = usualMs !== undefined && ms > usualMs;
  return (
    <>
      <span className={cn("flex items-center gap-1", slow && "font-medium text-status-warning")}>
        {slow && <TriangleAlert aria-label={t("slow")} className="size-3.5 shrink-0" />}
        {formatDuration(words, ms)}
      </span>
      {usualMs !== undefined && (
        <span className="block text-xs text-muted-foreground">
          {t("usual", { duration: formatDuration(words, usualMs) })}
        </span>
      )}
    </>
  );
}

/** Items done, and how many failed. */
export function ItemsCell({ run: { processed, failed, progress } }: { run: RunEntry }) {
  const t = useTranslations("runs");
  const words = useTranslations("words");
  if (processed !== null && failed) return t("itemsFailed", { processed, failed });
  const done = processed ?? progress?.done;
  if (done === undefined) return <span className="text-muted-foreground">{words("none")}</span>;
  return progress?.total && processed === null
    ? words("outOf", { part: done, whole: progress.total })
    : words("number", { value: done });
}
