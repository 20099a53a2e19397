import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Time } from "@/components/shell/time";
import { formatDuration } from "@/lib/dashboard/duration";
import { changeOf } from "@/lib/dashboard/period-change";
import type { RunStats } from "@/lib/dashboard/run-stats";
import { ChangeWords } from "./change-words";
import { SuccessRate } from "./success-rate";

/** A job's statistics over a window, with the change against the equal period before it. */
export function HistoryStats({ stats, before }: { stats: RunStats; before: RunStats | null }) {
  const t = useTranslations("job.figures");
  const words = useTranslations("words");
  const duration = (ms: number | null) => (ms === null ? words("none") : formatDuration(words, ms));
  const figures: { label: string; value: ReactNode }[] = [
    { label: t("success"), value: <RateWithChange stats={stats} before={before} /> },
    { label: t("finished"), value: <CountWithChange now={stats.totalRuns} before={before?.totalRuns} good={null} /> },
    { label: t("failed"), value: <CountWithChange now={stats.failedRuns} before={before?.failedRuns} good="down" /> },
    { label: t("skipped"), value: words("number", { value: stats.skippedRuns }) },
    { label: t("missed"), value: <CountWithChange now={stats.missedRuns} before={before?.missedRuns} good="down" /> },
    { label: t("average"), value: <AverageWithChange stats={stats} before={before} /> },
    { label: t("p50"), value: duration(stats.p50) },
    { label: t("p95"), value: duration(stats.p95) },
    { label: t("lastSuccess"), value: <Time at={stats.lastSuccess} /> },
    { label: t("lastFailure"), value: <Time at={stats.lastFailure} /> },
  ];
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
        {figures.map(({ label, value }) => (
          <div key={label} className="first:col-span-2">
            <dt className="text-xs text-muted-foreground">{label}</dt>
            <dd className="mt-0.5 text-sm font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      {stats.percentileRuns > 0 && (
        <p className="mt-3 text-xs text-muted-foreground">{t("percentilesOf", { runs: stats.percentileRuns })}</p>
      )}
    </>
  );
}

interface Compared {
  stats: RunStats;
  before: RunStats | null;
}

function RateWithChange({ stats, before }: Compared) {
  const t = useTranslations("job");
  const change = changeOf(stats.successRate, before?.successRate);
  return (
    <>
      <SuccessRate stats={stats} />
      <ChangeWords change={change} told={t("points", { points: Math.abs(change ?? 0) })} good="up" />
    </>
  );
}

function CountWithChange(props: { now: number; before: number | undefined; good: "down" | null }) {
  const { now, before, good } = props;
  const words = useTranslations("words");
  const change = changeOf(now, before);
  return (
    <>
      {words("number", { value: now })}
      <ChangeWords change={change} told={words("number", { value: Math.abs(change ?? 0) })} good={good} />
    </>
  );
}

function AverageWithChange({ stats, before }: Compared) {
  const words = useTranslations("words");
  const change = changeOf(stats.avgDuration, before?.avgDuration);
  if (stats.avgDuration === null) return words("none");
  return (
    <>
      {formatDuration(words, stats.avgDuration)}
      <ChangeWords change={change} told={formatDuration(words, Math.abs(change ?? 0))} good="down" />
    </>
  );
}
