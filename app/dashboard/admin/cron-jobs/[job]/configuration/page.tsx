import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ChainPanel } from "@/components/jobs/page/chain-panel";
import { SwitchFacts, ToggleForm } from "@/components/jobs/page/job-configuration";
import { JobFrame } from "@/components/jobs/page/job-frame";
import { SettingTable } from "@/components/jobs/page/setting-table";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { readChainFacts } from "@/lib/dashboard/jobs/chain-facts";
import { jobChain } from "@/lib/dashboard/jobs/job-chain";
import { readJobSettings } from "@/lib/dashboard/jobs/job-settings";
import { resetDriftAction } from "../../../schedule/actions";
import { resetSwitchAction, toggleJobAction } from "../../actions";
import { type JobPageProps, jobTitle, openJob } from "../open-job";

export const generateMetadata = jobTitle;

export default async function JobConfigurationPage(props: JobPageProps) {
  const { deps, can, findJob, subject, name, callingOf, maxDurationSeconds } = await openJob(props, "configuration");
  const job = findJob(name);
  if (!job || subject.kind === "removed") notFound();
  const [t, words, settings, facts] = await Promise.all([
    getTranslations("jobConfiguration"),
    getTranslations("words"),
    readJobSettings(deps, job, { maxDurationSeconds }),
    readChainFacts(deps, job, callingOf(job)),
  ]);
  const mayToggle = can("cron:toggle");
  return (
    <JobFrame subject={subject} tab="configuration" may={{ run: can("cron:run"), audit: can("audit:view") }}>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <Card>
          <CardHeader>
            <CardTitle>{t("title")}</CardTitle>
          </CardHeader>
          <SettingTable
            jobName={name}
            settings={settings}
            controls={{
              resetSwitch: mayToggle ? resetSwitchAction : null,
              resetSchedule: can("cron:schedule") ? resetDriftAction : null,
            }}
          />
        </Card>
        <div className="flex min-w-0 flex-col gap-4">
          <Card>
            <CardHeader>
              <CardTitle>{t("chain.title")}</CardTitle>
            </CardHeader>
            <CardContent>
              <ChainPanel links={jobChain(words, facts)} />
            </CardContent>
          </Card>
          {mayToggle && (
            <Card>
              <CardHeader>
                <CardTitle>{t("switchTitle")}</CardTitle>
              </CardHeader>
              <CardContent className="flex flex-col gap-4">
                <SwitchFacts job={subject.job} />
                <ToggleForm jobName={name} enabled={subject.job.enabled} action={toggleJobAction} />
              </CardContent>
            </Card>
          )}
        </div>
      </div>
    </JobFrame>
  );
}
