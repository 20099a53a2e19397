import { useTranslations } from "next-intl";
import { type Fact, Facts } from "@/components/shell/facts";
import { Time } from "@/components/shell/time";
import type { JobConfiguration } from "@/lib/dashboard/job-configuration";
import { ScheduleCell } from "./schedule-cell";

/** How a job is configured, and who last switched it. */
export function JobConfigurationFacts({ job }: { job: JobConfiguration }) {
  const t = useTranslations("job.facts");
  return (
    <Facts
      facts={[
        { label: t("schedule"), value: <ScheduleCell job={job} /> },
        { label: t("nextRun"), value: <Time at={job.nextRun} zone={job.timezone} /> },
        { label: t("timeout"), value: t("timeoutValue", { seconds: job.timeout }) },
        { label: t("attempts"), value: t("attemptsValue", { count: job.retries }) },
        { label: t("overlap"), value: <OverlapWords policy={job.overlap} /> },
        ...(job.aliases.length > 0 ? [{ label: t("aliases"), value: job.aliases.join(", ") }] : []),
        ...switchFacts(t, job),
      ]}
    />
  );
}

/** Who last switched a job, and why. */
export function SwitchFacts({ job }: { job: JobConfiguration }) {
  const t = useTranslations("job.facts");
  return <Facts facts={switchFacts(t, job)} />;
}

function switchFacts(
  t: ReturnType<typeof useTranslations<"job.facts">>,
  { lastModifiedAt, lastModifiedBy, notes }: JobConfiguration,
): Fact[] {
  const by = t.rich("switchedBy", { time: () => <Time at={lastModifiedAt} />, who: lastModifiedBy ?? t("database") });
  return [
    { label: t("switched"), value: lastModifiedAt === null ? t("never") : by },
    ...(notes ? [{ label: t("note"), value: notes }] : []),
  ];
}

function OverlapWords({ policy }: { policy: JobConfiguration["overlap"] }) {
  return useTranslations("job")(`overlap.${policy}`);
}
