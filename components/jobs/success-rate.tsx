import { CircleCheck, CircleX, Minus, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import type { RunStats } from "@/lib/dashboard/run-stats";

/** Percentages are kept for windows with at least this many runs: 1 of 2 is not "50.00 %". */
const MIN_RUNS_FOR_PERCENT = 20;

/** Success with an icon, a colour and the number of runs it rests on; grey only while there is no finished run. */
export function SuccessRate({ stats }: { stats: Pick<RunStats, "successRate" | "successfulRuns" | "totalRuns"> }) {
  const { successRate, successfulRuns, totalRuns } = stats;
  const { icon: Icon, className } = lookOf(successRate);
  const t = useTranslations("jobs");
  const words = useTranslations("words");
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", className)}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {totalRuns === 0 && t("noRuns")}
      {totalRuns > 0 && totalRuns < MIN_RUNS_FOR_PERCENT && (
        <span>{words("outOf", { part: successfulRuns, whole: totalRuns })}</span>
      )}
      {totalRuns >= MIN_RUNS_FOR_PERCENT && successRate !== null && (
        <span>
          {t.rich("rateOf", {
            rate: successRate,
            runs: totalRuns,
            muted: (chunks) => <span className="text-muted-foreground">{chunks}</span>,
          })}
        </span>
      )}
    </span>
  );
}

/** Green from 95 %, yellow from 80 %, red below. */
function lookOf(rate: number | null) {
  if (rate === null) return { icon: Minus, className: "text-muted-foreground" };
  if (rate >= 95) return { icon: CircleCheck, className: "text-status-success" };
  if (rate >= 80) return { icon: TriangleAlert, className: "text-status-warning" };
  return { icon: CircleX, className: "text-status-failed" };
}
