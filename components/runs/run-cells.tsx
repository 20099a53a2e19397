import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Time } from "@/components/text/time";
import { cn } from "@/components/ui/cn";
import { hasStarted, lateByMs, type RunEntry } from "@/lib/dashboard/runs/run-entry";
import { formatDuration } from "@/lib/dashboard/words/duration";

/** When the run began, and how long after it was due; of a run that waits, when it is due. */
export function StartedCell({ run }: { run: RunEntry }) {
  const t = useTranslations("runs");
  const words = useTranslations("words");
  const lateMs = lateByMs(run);
  return (
    <>
      <Time at={run.executionTime} />
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
