import { useTranslations } from "next-intl";
import { Card, CardContent } from "@/components/ui/card";
import { formatDuration } from "@/lib/dashboard/duration";
import { segmentsOf, timeLeftMs } from "@/lib/dashboard/run-segments";
import { runSentence } from "@/lib/dashboard/run-sentence";
import { attemptsInWords } from "@/lib/dashboard/run-timeline";
import type { RunDetail } from "@/lib/dashboard/runs";
import { ProgressBar } from "./progress-bar";
import { RunStrip } from "./run-strip";
import { StatusBadge } from "./status-badge";

/** What became of the run: in words, as far as it has come, and to scale. */
export function RunHeadline({ run, now }: { run: RunDetail; now: Date }) {
  const t = useTranslations("run");
  const words = useTranslations("words");
  const attempts = attemptsInWords(words, run.attemptLog);
  const leftMs = timeLeftMs(run, now);
  const runsMs = run.state === "started" ? Math.max(0, now.getTime() - run.startedAt.getTime()) : null;
  return (
    <Card>
      <CardContent className="flex flex-col gap-3 py-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted-foreground">
          <StatusBadge state={run.state} stopping={run.stopping} />
          {runsMs !== null && <span>{t("runningFor", { duration: formatDuration(words, runsMs) })}</span>}
          {leftMs !== null && <span>{t("timeLeft", { duration: formatDuration(words, leftMs) })}</span>}
        </div>
        <p className="text-lg font-medium text-balance wrap-anywhere">{runSentence(words, run)}</p>
        {attempts && <p className="text-sm text-muted-foreground">{attempts}</p>}
        {run.progress && run.progress.total !== 0 && run.state !== "completed" && (
          <ProgressBar progress={run.progress} />
        )}
        {run.attemptLog.length > 0 && <RunStrip segments={segmentsOf(run, now)} />}
      </CardContent>
    </Card>
  );
}
