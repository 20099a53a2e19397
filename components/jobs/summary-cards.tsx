import type { JobList } from "@/lib/dashboard/jobs";

/** The figures above the list. Executions and failures cover the same window as the rate. */
export function SummaryCards({ summary, days }: { summary: JobList["summary"]; days: number }) {
  const { overallSuccessRate, totalExecutions } = summary;
  const figures = [
    { label: "Jobs", value: summary.totalJobs },
    { label: "Enabled", value: summary.enabledJobs },
    { label: "Disabled", value: summary.disabledJobs },
    { label: "Running now", value: summary.runningJobs },
    { label: `Runs, ${days} days`, value: totalExecutions },
    { label: `Failures, ${days} days`, value: summary.totalFailures },
    { label: "Success rate", value: overallSuccessRate === null ? "-" : `${overallSuccessRate} %` },
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-border bg-border shadow-xs sm:grid-cols-4 xl:grid-cols-7">
      {figures.map(({ label, value }) => (
        <div key={label} className="flex flex-col-reverse justify-end bg-card px-4 py-3 last:max-xl:col-span-2">
          <dt className="text-xs text-muted-foreground">{label}</dt>
          <dd className="text-lg font-semibold tracking-tight">
            {typeof value === "number" ? value.toLocaleString("en") : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
