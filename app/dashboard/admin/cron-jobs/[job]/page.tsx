import { Play } from "lucide-react";
import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ErrorList } from "@/components/jobs/error-list";
import { HistoryStats } from "@/components/jobs/history-stats";
import { JobConfigurationFacts } from "@/components/jobs/job-configuration";
import { RangeLinks } from "@/components/jobs/range-links";
import { StateList } from "@/components/jobs/state-list";
import { ToggleForm } from "@/components/jobs/toggle-form";
import { RunTable } from "@/components/runs/run-table";
import { Empty } from "@/components/shell/empty";
import { firstValues, hrefOf, type SearchParams } from "@/components/shell/href";
import { Live } from "@/components/shell/live";
import { PageHeader } from "@/components/shell/page-header";
import { JOBS_PATH, jobPath, RUNS_PATH, runJobPath } from "@/components/shell/paths";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { historyQuery, readHistory } from "@/lib/dashboard/history";
import { readJobStates } from "@/lib/dashboard/job-state";
import { openPage } from "@/lib/http/page";
import { toggleJobAction } from "../actions";

interface JobPageProps {
  params: Promise<{ job: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: JobPageProps) {
  return { title: (await params).job };
}

export default async function JobPage({ params, searchParams }: JobPageProps) {
  const { job: name } = await params;
  const query = firstValues(await searchParams);
  const { deps, can } = await openPage(hrefOf(jobPath(name), query));
  const range = historyQuery.safeParse({ days: "30", ...query });
  const { days = 30, limit } = range.success ? range.data : historyQuery.parse({ days: 30 });
  const history = await readHistory(deps, { job: name, days, limit });
  if (!history) notFound();
  const { jobName, job, stats, history: runs, errors } = history;
  if (jobName !== name) redirect(hrefOf(jobPath(jobName), query));
  const [states, t, words] = await Promise.all([
    readJobStates(deps.db, jobName),
    getTranslations("job"),
    getTranslations("words"),
  ]);
  return (
    <>
      <PageHeader title={jobName} crumbs={[{ href: JOBS_PATH, label: t("crumb") }]} description={job.description}>
        <Badge tone={job.enabled ? "success" : "idle"}>{words(job.enabled ? "enabled" : "disabled")}</Badge>
        <Live job={jobName} />
        <Button asChild>
          <Link href={hrefOf(RUNS_PATH, { job_name: jobName })}>{t("viewLogs")}</Link>
        </Button>
        {can("cron:run") && (
          <Button asChild variant="primary">
            <Link href={runJobPath(jobName)}>
              <Play aria-hidden /> {t("runNow")}
            </Link>
          </Button>
        )}
      </PageHeader>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card>
            <CardHeader>
              <CardTitle>{t("statistics")}</CardTitle>
              <RangeLinks path={jobPath(jobName)} days={days} />
            </CardHeader>
            <CardContent>
              <HistoryStats stats={stats} />
            </CardContent>
          </Card>
          <Card>
            {runs.length > 0 ? (
              <RunTable
                runs={runs}
                showJob={false}
                summary={<h2 className="font-semibold text-foreground">{t("latestRuns")}</h2>}
              />
            ) : (
              <Empty title={t("noRuns", { days })} />
            )}
          </Card>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card>
            <CardHeader>
              <CardTitle>{t("configuration")}</CardTitle>
            </CardHeader>
            <CardContent className="flex flex-col gap-5">
              <JobConfigurationFacts job={job} />
              {can("cron:toggle") && <ToggleForm jobName={jobName} enabled={job.enabled} action={toggleJobAction} />}
            </CardContent>
          </Card>
          <Card>
            <CardHeader>
              <CardTitle>{t("errors")}</CardTitle>
            </CardHeader>
            <CardContent>
              <ErrorList errors={errors} />
            </CardContent>
          </Card>
          <Card>
            <CardHeader>
              <CardTitle>{t("state")}</CardTitle>
            </CardHeader>
            <CardContent>
              <StateList states={states} />
            </CardContent>
          </Card>
        </div>
      </div>
    </>
  );
}
