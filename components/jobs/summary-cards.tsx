import { useTranslations } from "next-intl";
import type { JobList } from "@/lib/dashboard/jobs";

/** The figures above the list. Executions and failures cover the same window as the rate. */
export function SummaryCards({ summary, days }: { summary: JobList["summary"]; days: number }) {
  const t = useTranslations("jobs.summary");
  const words = useTranslations("words");
  const { overallSuccessRate, totalExecutions } = summary;
  const figures = [
    { label: t("jobs"), value: summary.totalJobs },
    { label: t("enabled"), value: summary.enabledJobs },
    { label: t("disabled"), value: summary.disabledJobs },
    { label: t("running"), value: summary.runningJobs },
    { label: t("runs", { days }), value: totalExecutions },
    { label: t("failures", { days }), value: summary.totalFailures },
    {
      label: t("successRate"),
      value: overallSuccessRate === null ? words("none") : words("percent", { value: overallSuccessRate }),
    },
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-border bg-border shadow-xs sm:grid-cols-4 xl:grid-cols-7">
      {figures.map(({ label, value }) => (
        <div key={label} className="flex flex-col-reverse justify-end bg-card px-4 py-3 last:max-xl:col-span-2">
          <dt className="text-xs text-muted-foreground">{label}</dt>
          <dd className="text-lg font-semibold tracking-tight">
            {typeof value === "number" ? words("number", { value }) : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
