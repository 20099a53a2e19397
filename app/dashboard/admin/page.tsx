import { randomUUID } from "node:crypto";
import { getTranslations } from "next-intl/server";
import { retryRunAction } from "@/app/admin/cron-logs/actions";
import { NobodyTold, SilenceBanner } from "@/components/alerts/alert-frame";
import { OpenIncidentCard } from "@/components/alerts/open-incidents";
import { PageHeader } from "@/components/frame/page-header";
import { Live } from "@/components/live/live";
import { AttentionList } from "@/components/overview/attention-list";
import { FirstRun } from "@/components/overview/first-run";
import { LoadStrip, NextRunsCard, RunningNowCard, StateSentence } from "@/components/overview/overview";
import { OVERVIEW_PATH } from "@/components/text/paths";
import { isAnybodyTold } from "@/lib/dashboard/alerts/channels";
import { readOpenIncidents } from "@/lib/dashboard/alerts/incidents";
import { readSilencesInForce } from "@/lib/dashboard/alerts/silences";
import { readOverview } from "@/lib/dashboard/overview/overview";
import { openPage } from "@/lib/http/routes/page";
import { acknowledgeAction, endSilenceAction } from "./alerts/actions";
import { resumeListedJobAction } from "./cron-jobs/bulk-actions";

export async function generateMetadata() {
  return { title: (await getTranslations("overview"))("title") };
}

export default async function OverviewPage() {
  const { deps, can, appUrl, dispatching } = await openPage(OVERVIEW_PATH);
  const now = deps.clock.now();
  const [overview, incidents, silences, told, t] = await Promise.all([
    readOverview(deps, dispatching),
    readOpenIncidents(deps),
    readSilencesInForce(deps, now),
    isAnybodyTold(deps),
    getTranslations("overview"),
  ]);
  const { troubled, standstill, running, nextRuns, load, isFresh } = overview;
  const [firstJob] = deps.jobs;
  const actions = {
    retry: can("cron:run") ? retryRunAction : null,
    resume: can("cron:toggle") ? resumeListedJobAction : null,
    mayRun: can("cron:run"),
  };
  return (
    <>
      <PageHeader title={t("title")}>
        <Live />
      </PageHeader>
      <div className="flex flex-col gap-4">
        {incidents.length > 0 && (
          <OpenIncidentCard
            {...{ incidents, silences, now }}
            acknowledge={can("alerts:steer") ? acknowledgeAction : null}
          />
        )}
        <SilenceBanner silences={silences} end={can("alerts:steer") ? endSilenceAction : null} />
        {isFresh && firstJob ? (
          <FirstRun appUrl={appUrl} jobName={firstJob.name} mayRun={can("cron:run")} />
        ) : (
          <StateSentence overview={overview} />
        )}
        {!told && <NobodyTold />}
        {(troubled.length > 0 || standstill) && (
          <AttentionList
            troubled={troubled}
            standstill={standstill}
            actions={actions}
            requestKeys={troubled.map(() => randomUUID())}
          />
        )}
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-4">
            <RunningNowCard running={running} />
            {!isFresh && <LoadStrip load={load} />}
          </div>
          <NextRunsCard runs={nextRuns} />
        </div>
      </div>
    </>
  );
}
