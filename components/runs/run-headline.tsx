import { useTranslations } from "next-intl";
import { Card, CardContent } from "@/components/ui/card";
import { runSentence } from "@/lib/dashboard/run-sentence";
import { attemptsInWords } from "@/lib/dashboard/run-timeline";
import type { RunDetail } from "@/lib/dashboard/runs";
import { ProgressBar } from "./progress-bar";
import { StatusBadge } from "./status-badge";

/** What became of the run, in words. */
export function RunHeadline({ run }: { run: RunDetail }) {
  const words = useTranslations("words");
  const attempts = attemptsInWords(words, run.attemptLog);
  return (
    <Card>
      <CardContent className="flex flex-col gap-3 py-4">
        <StatusBadge state={run.state} stopping={run.stopping} />
        <p className="text-base font-medium wrap-anywhere">{runSentence(words, run)}</p>
        {attempts && <p className="text-sm text-muted-foreground">{attempts}</p>}
        {run.progress && run.progress.total !== 0 && <ProgressBar progress={run.progress} />}
      </CardContent>
    </Card>
  );
}
