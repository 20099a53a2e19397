import { randomUUID } from "node:crypto";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { BulkBar, BulkConfirm } from "@/components/jobs/list/bulk-bar";
import { HistoryDialog } from "@/components/jobs/list/history-dialog";
import { JobFilterForm } from "@/components/jobs/list/job-filter-form";
import { SummaryCards } from "@/components/jobs/list/job-state-badge";
import { JobTable } from "@/components/jobs/list/job-table";
import { RunningStrip } from "@/components/jobs/list/running-strip";
import { Live } from "@/components/live/live";
import { Empty } from "@/components/text/blocks";
import { firstValues, hrefOf, JOBS_PATH, type SearchParams } from "@/components/text/paths";
import { Card, CardHeader } from "@/components/ui/card";
import { filterJobs, jobFilter, listAddress, sortJobs } from "@/lib/dashboard/jobs/job-filter";
import { readJobPast, readRange } from "@/lib/dashboard/jobs/job-overview";
import { readJobTable } from "@/lib/dashboard/jobs/job-rows";
import { BULK_ACTS, bulkRequest } from "@/lib/dashboard/jobs/job-switches";
import { openPage } from "@/lib/http/routes/page";
import { toggleJobAction } from "./actions";
import { changeJobsAction, runJobsAction } from "./bulk-actions";

export async function generateMetadata() {
  return { title: (await getTranslations("jobs"))("title") };
}

const DAYS = 30;

export default async function JobsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const asked = await searchParams;
  const query = firstValues(asked);
  const { deps, can, findJob } = await openPage(hrefOf(JOBS_PATH, query));
  const t = await getTranslations("jobs");
  const filter = jobFilter.parse(query);
  const job = findJob(query.history ?? "");
  const asks = readRange(query);
  const [table, past] = await Promise.all([
    readJobTable(deps, { days: DAYS }),
    job && readJobPast(deps, { jobName: job.name, range: asks.range }),
  ]);
  const shown = sortJobs(filterJobs(table.jobs, filter), filter);
  const list = listAddress(filter);
  const controls = {
    toggle: can("cron:toggle") ? toggleJobAction : null,
    mayRun: can("cron:run"),
    historyHref: (job: string) => hrefOf(JOBS_PATH, { ...list, history: job }),
  };
  const acts = BULK_ACTS.filter((act) => can(act === "run" ? "cron:run" : "cron:toggle"));
  const bulk = bulkRequest(
    asked,
    deps.jobs.map((job) => job.name),
  );
  return (
    <>
      <PageHeader title={t("title")}>
        <Live />
      </PageHeader>
      <div className="flex flex-col gap-4">
        {bulk && acts.includes(bulk.act) && (
          <BulkConfirm
            request={bulk}
            action={bulk.act === "run" ? runJobsAction : changeJobsAction}
            requestKey={randomUUID()}
          />
        )}
        <SummaryCards table={table} days={DAYS} />
        <RunningStrip running={table.runningJobs} />
        <Card>
          <CardHeader>
            <JobFilterForm key={JSON.stringify(filter)} filter={filter} categories={table.categories} />
            <BulkBar acts={acts} />
          </CardHeader>
          {shown.length > 0 ? (
            <JobTable jobs={shown} filter={filter} controls={controls} days={DAYS} />
          ) : (
            <Empty title={t("empty")} />
          )}
        </Card>
      </div>
      {job && past && <HistoryDialog key={job.name} name={job.name} list={list} {...asks} {...past} />}
    </>
  );
}
