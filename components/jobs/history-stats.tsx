import { useTranslations } from "next-intl";
import { Time } from "@/components/shell/time";
import { formatDuration } from "@/lib/dashboard/duration";
import type { RunStats } from "@/lib/dashboard/run-stats";
import { SuccessRate } from "./success-rate";

/** A job's statistics over the window of its history. */
export function HistoryStats({ stats }: { stats: RunStats }) {
  const t = useTranslations("job.figures");
  const words = useTranslations("words");
  const duration = (ms: number | null) => (ms === null ? words("none") : formatDuration(words, ms));
  const figures = [
    { label: t("success"), value: <SuccessRate stats={stats} /> },
    { label: t("finished"), value: words("number", { value: stats.totalRuns }) },
    { label: t("failed"), value: words("number", { value: stats.failedRuns }) },
    { label: t("skipped"), value: words("number", { value: stats.skippedRuns }) },
    { label: t("average"), value: duration(stats.avgDuration) },
    { label: t("p50"), value: duration(stats.p50) },
    { label: t("p95"), value: duration(stats.p95) },
    { label: t("lastSuccess"), value: <Time at={stats.lastSuccess} /> },
    { label: t("lastFailure"), value: <Time at={stats.lastFailure} /> },
  ];
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 xl:grid-cols-5">
      {figures.map(({ label, value }) => (
        <div key={label}>
          <dt className="text-xs text-muted-foreground">{label}</dt>
          <dd className="mt-0.5 text-sm font-medium">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
