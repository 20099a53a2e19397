import { useLocale, useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { KeptInput } from "@/components/forms/kept-field";
import { type Fact, Facts } from "@/components/text/blocks";
import { Time } from "@/components/text/time";
import { Label } from "@/components/ui/field";
import type { JobConfiguration } from "@/lib/dashboard/jobs/job-configuration";
import { timingWords } from "@/lib/dashboard/schedules/schedule-words";

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
  const by = t.rich("switchedBy", { time: () => <Time at={lastModifiedAt} />, who: whoOf(t, lastModifiedBy) });
  return [
    { label: t("switched"), value: lastModifiedAt === null ? t("never") : by },
    ...(notes ? [{ label: t("note"), value: notes }] : []),
  ];
}

const BY_ROLE = /^sql:(.+)$/s;

function whoOf(t: ReturnType<typeof useTranslations<"job.facts">>, by: string | null): string {
  const role = BY_ROLE.exec(by ?? "")?.[1];
  return role === undefined ? (by ?? t("unknown")) : t("databaseRole", { role });
}

function OverlapWords({ policy }: { policy: JobConfiguration["overlap"] }) {
  return useTranslations("job")(`overlap.${policy}`);
}

/** A schedule in words, with its expression and zone. */
function ScheduleCell({ job: { timing } }: { job: Pick<JobConfiguration, "timing"> }) {
  const t = useTranslations("jobs");
  const locale = useLocale();
  if (timing === null) return <span className="text-muted-foreground">{t("byHand")}</span>;
  return (
    <span className="block">
      <span className="block">{timingWords(timing, locale)}</span>
      {timing.kind === "cron" && (
        <span className="block text-xs text-muted-foreground">
          <code className="font-mono">{timing.expression}</code> {timing.timezone}
        </span>
      )}
    </span>
  );
}

/** Switches a job with a word why, which stays with it and in the audit log. */
export function ToggleForm({ jobName, enabled, action }: { jobName: string; enabled: boolean; action: FormAction }) {
  const t = useTranslations("jobConfiguration");
  return (
    <ActionForm action={action} className="flex flex-col gap-2">
      <input type="hidden" name="job" value={jobName} />
      <input type="hidden" name="enabled" value={String(!enabled)} />
      <Label htmlFor="notes">{t("why")}</Label>
      <div className="flex gap-2">
        <KeptInput id="notes" name="notes" maxLength={500} autoComplete="off" />
        <SubmitButton>{t(enabled ? "disable" : "enable")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
