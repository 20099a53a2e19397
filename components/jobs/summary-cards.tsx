import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { JobTableData } from "@/lib/dashboard/job-rows";
import { RateChange } from "./rate-change";

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
