import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { RelatedCard } from "@/components/alerts/incident-story";
import { PageHeader } from "@/components/frame/page-header";
import { Live } from "@/components/live/live";
import { RunActions } from "@/components/runs/run-actions";
import { RunFacts, RunHeadline, RunTimeline } from "@/components/runs/run-headline";
import { RunLogCard } from "@/components/runs/run-log-card";
import { RunMetrics } from "@/components/runs/run-metrics";
import { RunErrorCard, RunOutcomeCard } from "@/components/runs/run-outcome";
import { SavedState } from "@/components/runs/saved-state";
import { TaskList } from "@/components/runs/task-list";
import { UnrunSlot } from "@/components/runs/unrun-slot";
import { firstValues, hrefOf, jobPath, RUNS_PATH, runPath, type SearchParams } from "@/components/text/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { readIncidentsOfRun } from "@/lib/dashboard/alerts/incidents";
import { neverRan, readRunZones } from "@/lib/dashboard/runs/run-entry";
import { readLogPart } from "@/lib/dashboard/runs/run-log";
import { readRunMetrics } from "@/lib/dashboard/runs/run-metrics";
import { readRunSaves } from "@/lib/dashboard/runs/run-saves";
import { openTasks, readTaskSummary } from "@/lib/dashboard/runs/run-tasks";
import { timelineOf } from "@/lib/dashboard/runs/run-timeline";
import { readErrorStack, readRun } from "@/lib/dashboard/runs/runs";
import { openPage } from "@/lib/http/routes/page";
import { cancelRunAction, forceEndRunAction, retryRunAction } from "../actions";

interface RunPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

/** Tasks are not in the live feed: while some are open, the page asks for them. */
const TASKS_EVERY_SECONDS = 3;

export async function generateMetadata({ params }: RunPageProps) {
  const [{ id }, t] = await Promise.all([params, getTranslations("run")]);
  return { title: t("title", { id: id.slice(-8) }) };
}

export default async function RunPage({ params, searchParams }: RunPageProps) {
  const { id } = await params;
  const address = firstValues(await searchParams);
  const { deps, can, findJob } = await openPage(hrefOf(runPath(id), address));
  const run = await readRun(deps, id);
  if (!run) notFound();
  const [t, words, part, stack, tasks, saves, metrics, zones, alerts, incidents] = await Promise.all([
    getTranslations("run"),
    getTranslations("words"),
    readLogPart(deps.db, id, address),
    run.errorInfo ? readErrorStack(deps, id) : null,
    readTaskSummary(deps.db, id),
    readRunSaves(deps.db, run),
    readRunMetrics(deps.db, id),
    readRunZones(deps.db, [run.jobName]),
    getTranslations("incidents"),
    readIncidentsOfRun(deps, id),
  ]);
  const now = deps.clock.now();
  const open = openTasks(tasks);
  const zone = zones.get(run.jobName);
  const job = findJob(run.jobName);
  return (
    <>
      <PageHeader
        title={t("title", { id: id.slice(-8) })}
        crumbs={[
          { href: RUNS_PATH, label: t("crumb") },
          { href: jobPath(run.jobName), label: run.jobName },
        ]}
      >
        {(run.completedAt === null || open > 0) && (
          <Live run={id} {...(open > 0 && { everySeconds: TASKS_EVERY_SECONDS })} />
        )}
        {can("cron:run") && (
          <RunActions
            run={run}
            openTasks={open}
            jobExists={job !== null}
            requestKey={crypto.randomUUID()}
            now={now}
            cancel={cancelRunAction}
            retry={retryRunAction}
            forceEnd={forceEndRunAction}
          />
        )}
      </PageHeader>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <RunHeadline run={run} now={now} zone={zone}>
            {neverRan(run) && <UnrunSlot run={run} zone={zone} job={job} mayRun={can("cron:run")} />}
          </RunHeadline>
          {run.errorInfo && <RunErrorCard error={run.errorInfo} stack={stack} />}
          {tasks.total > 0 && <TaskList tasks={tasks} />}
          <RunLogCard run={run} part={part} />
          <RunOutcomeCard run={run} />
          <RunMetrics metrics={metrics} />
          <SavedState jobName={run.jobName} saves={saves} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {incidents.length > 0 && <RelatedCard title={alerts("ofRun.title")} incidents={incidents} />}
          <Card>
            <CardHeader>
              <CardTitle>{t("timeline")}</CardTitle>
            </CardHeader>
            <CardContent className="py-4">
              <RunTimeline steps={timelineOf(words, run, now)} />
            </CardContent>
          </Card>
          <Card>
            <CardHeader>
              <CardTitle>{t("facts")}</CardTitle>
            </CardHeader>
            <CardContent>
              <RunFacts run={run} zone={zone} />
            </CardContent>
          </Card>
        </div>
      </div>
    </>
  );
}
