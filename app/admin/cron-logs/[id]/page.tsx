import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { RunActions } from "@/components/runs/run-actions";
import { RunFacts } from "@/components/runs/run-facts";
import { RunHeadline } from "@/components/runs/run-headline";
import { RunLogCard } from "@/components/runs/run-log-card";
import { RunOutcome } from "@/components/runs/run-outcome";
import { RunTimeline } from "@/components/runs/run-timeline";
import { TaskList } from "@/components/runs/task-list";
import { firstValues, hrefOf, type SearchParams } from "@/components/shell/href";
import { Live } from "@/components/shell/live";
import { PageHeader } from "@/components/shell/page-header";
import { jobPath, RUNS_PATH, runPath } from "@/components/shell/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { readRunLog, runLogQuery } from "@/lib/dashboard/run-log";
import { openTasks, readTaskSummary } from "@/lib/dashboard/run-tasks";
import { timelineOf } from "@/lib/dashboard/run-timeline";
import { readErrorStack, readRun } from "@/lib/dashboard/runs";
import { openPage } from "@/lib/http/page";
import { cancelRunAction, retryRunAction } from "../actions";

interface RunPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: RunPageProps) {
  const [{ id }, t] = await Promise.all([params, getTranslations("run")]);
  return { title: t("title", { id: id.slice(-8) }) };
}

export default async function RunPage({ params, searchParams }: RunPageProps) {
  const { id } = await params;
  const address = firstValues(await searchParams);
  const { deps, can } = await openPage(hrefOf(runPath(id), address));
  const run = await readRun(deps, id);
  if (!run) notFound();
  const part = runLogQuery.safeParse({ tail: address.cursor === undefined ? "true" : "false", ...address });
  const [t, words, log, stack, tasks] = await Promise.all([
    getTranslations("run"),
    getTranslations("words"),
    readRunLog(deps.db, { runId: id, ...(part.success ? part.data : runLogQuery.parse({ tail: "true" })) }),
    run.errorInfo ? readErrorStack(deps, id) : null,
    readTaskSummary(deps.db, id),
  ]);
  return (
    <>
      <PageHeader
        title={t("title", { id: id.slice(-8) })}
        crumbs={[
          { href: RUNS_PATH, label: t("crumb") },
          { href: jobPath(run.jobName), label: run.jobName },
        ]}
      >
        {(run.completedAt === null || openTasks(tasks) > 0) && <Live everySeconds={2} />}
        {can("cron:run") && (
          <RunActions
            run={run}
            openTasks={openTasks(tasks)}
            requestKey={crypto.randomUUID()}
            cancel={cancelRunAction}
            retry={retryRunAction}
          />
        )}
      </PageHeader>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <RunHeadline run={run} />
          {tasks.total > 0 && <TaskList tasks={tasks} />}
          <RunLogCard run={run} log={log} fromStart={address.cursor !== undefined} />
          <RunOutcome run={run} stack={stack} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card>
            <CardHeader>
              <CardTitle>{t("timeline")}</CardTitle>
            </CardHeader>
            <CardContent className="py-4">
              <RunTimeline steps={timelineOf(words, run, deps.clock.now())} />
            </CardContent>
          </Card>
          <Card>
            <CardHeader>
              <CardTitle>{t("facts")}</CardTitle>
            </CardHeader>
            <CardContent>
              <RunFacts run={run} />
            </CardContent>
          </Card>
        </div>
      </div>
    </>
  );
}
