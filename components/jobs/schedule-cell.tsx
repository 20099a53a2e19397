import { useLocale, useTranslations } from "next-intl";
import type { JobConfiguration } from "@/lib/dashboard/job-configuration";
import { scheduleWords } from "@/lib/dashboard/schedule-words";

/** A schedule in words, with its expression and zone. */
export function ScheduleCell({ job }: { job: Pick<JobConfiguration, "schedule" | "timezone"> }) {
  const t = useTranslations("jobs");
  const locale = useLocale();
  if (job.schedule === null) return <span className="text-muted-foreground">{t("byHand")}</span>;
  return (
    <span className="block">
      <span className="block">{scheduleWords(job.schedule, locale)}</span>
      <span className="block text-xs text-muted-foreground">
        <code className="font-mono">{job.schedule}</code> {job.timezone}
      </span>
    </span>
  );
}
