import { Time } from "@/components/shell/time";
import { formatDuration } from "@/lib/dashboard/duration";
import type { RunStats } from "@/lib/dashboard/run-stats";
import { SuccessRate } from "./success-rate";

/** A job's statistics over the window of its history. */
export function HistoryStats({ stats }: { stats: RunStats }) {
  const figures = [
    { label: "Success", value: <SuccessRate stats={stats} /> },
    { label: "Finished runs", value: stats.totalRuns.toLocaleString("en") },
    { label: "Failed", value: stats.failedRuns.toLocaleString("en") },
    { label: "Skipped", value: stats.skippedRuns.toLocaleString("en") },
    { label: "Average", value: duration(stats.avgDuration) },
    { label: "p50", value: duration(stats.p50) },
    { label: "p95", value: duration(stats.p95) },
    { label: "Last success", value: <Time at={stats.lastSuccess} /> },
    { label: "Last failure", value: <Time at={stats.lastFailure} /> },
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

const duration = (ms: number | null) => (ms === null ? "-" : formatDuration(ms));
