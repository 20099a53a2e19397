import {
  ArrowDownRight,
  ArrowRight,
  ArrowUpRight,
  CircleCheck,
  CircleDashed,
  CircleX,
  LoaderCircle,
  type LucideIcon,
  Minus,
  Pause,
  PowerOff,
  TriangleAlert,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge, type Tone } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import type { JobState } from "@/lib/dashboard/jobs/job-condition";
import type { JobTableData } from "@/lib/dashboard/jobs/job-rows";
import type { RunStats } from "@/lib/dashboard/runs/run-stats";

const LOOKS: Record<JobState, { tone: Tone; icon: LucideIcon }> = {
  failing: { tone: "failed", icon: CircleX },
  attention: { tone: "warning", icon: TriangleAlert },
  running: { tone: "running", icon: LoaderCircle },
  healthy: { tone: "success", icon: CircleCheck },
  new: { tone: "idle", icon: CircleDashed },
  paused: { tone: "idle", icon: Pause },
  disabled: { tone: "idle", icon: PowerOff },
};

/** A job's state in an icon and a word. */
export function JobStateBadge({ state }: { state: JobState }) {
  const t = useTranslations("jobs.state");
  const { tone, icon: Icon } = LOOKS[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className={state === "running" ? "motion-safe:animate-spin" : undefined} />
      {t(state)}
    </Badge>
  );
}

/** How a success rate moved against the equal period before, in percentage points; nothing where there is none. */
export function RateChange({ change, days }: { change: number | null; days: number }) {
  const t = useTranslations("jobs");
  if (change === null) return null;
  const Icon = change === 0 ? ArrowRight : change > 0 ? ArrowUpRight : ArrowDownRight;
  const tone = change === 0 ? "text-muted-foreground" : change > 0 ? "text-status-success" : "text-status-failed";
  return (
    <span
      title={t("changeAgainst", { days })}
      className={cn("inline-flex items-center gap-0.5 text-xs font-normal whitespace-nowrap", tone)}
    >
      <Icon aria-hidden className="size-3.5" />
      {t("change", { change })}
    </span>
  );
}

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

/** The figures above the list. Executions and failures cover the same window as the rate. */
export function SummaryCards({ table, days }: { table: JobTableData; days: number }) {
  const { summary, change } = table;
  const t = useTranslations("jobs.summary");
  const words = useTranslations("words");
  const { overallSuccessRate, totalExecutions } = summary;
  const figures: { label: string; value: number | string; beside?: ReactNode }[] = [
    { label: t("jobs"), value: summary.totalJobs },
    { label: t("enabled"), value: summary.enabledJobs },
    { label: t("disabled"), value: summary.disabledJobs },
    { label: t("running"), value: summary.runningJobs },
    { label: t("runs", { days }), value: totalExecutions },
    { label: t("failures", { days }), value: summary.totalFailures },
    {
      label: t("successRate"),
      value: overallSuccessRate === null ? words("none") : words("percent", { value: overallSuccessRate }),
      beside: <RateChange change={change} days={days} />,
    },
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-border bg-border shadow-xs sm:grid-cols-4 xl:grid-cols-7">
      {figures.map(({ label, value, beside }) => (
        <div key={label} className="flex flex-col-reverse justify-end bg-card px-4 py-3 last:max-xl:col-span-2">
          <dt className="text-xs text-muted-foreground">{label}</dt>
          <dd className="flex flex-wrap items-baseline gap-x-2 text-lg font-semibold tracking-tight">
            {typeof value === "number" ? words("number", { value }) : value}
            {beside}
          </dd>
        </div>
      ))}
    </dl>
  );
}
