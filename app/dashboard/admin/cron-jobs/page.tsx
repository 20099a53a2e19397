import { getTranslations } from "next-intl/server";
import { JobFilterForm } from "@/components/jobs/job-filter-form";
import { JobTable } from "@/components/jobs/job-table";
import { RunningStrip } from "@/components/jobs/running-strip";
import { SummaryCards } from "@/components/jobs/summary-cards";
import { Empty } from "@/components/shell/empty";
import { firstValues, hrefOf, type SearchParams } from "@/components/shell/href";
import { Live } from "@/components/shell/live";
import { PageHeader } from "@/components/shell/page-header";
import { JOBS_PATH } from "@/components/shell/paths";
import { Card, CardHeader } from "@/components/ui/card";
import { filterJobs, jobFilter } from "@/lib/dashboard/job-filter";
import { listJobs } from "@/lib/dashboard/jobs";
import { openPage } from "@/lib/http/page";
import { toggleJobAction } from "./actions";

export async function generateMetadata() {
  return { title: (await getTranslations("jobs"))("title") };
}

const DAYS = 30;

export default async function JobsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const query = firstValues(await searchParams);
  const { deps, can } = await openPage(hrefOf(JOBS_PATH, query));
  const t = await getTranslations("jobs");
  const filter = jobFilter.parse(query);
  const { summary, jobs, categories, runningJobs } = await listJobs(deps, { days: DAYS });
  const shown = filterJobs(jobs, filter);
  const controls = { toggle: can("cron:toggle") ? toggleJobAction : null, mayRun: can("cron:run") };
  return (
    <>
      <PageHeader title={t("title")}>
        <Live />
      </PageHeader>
      <div className="flex flex-col gap-4">
        <SummaryCards summary={summary} days={DAYS} />
        <RunningStrip running={runningJobs} />
        <Card>
          <CardHeader>
            <JobFilterForm key={JSON.stringify(filter)} filter={filter} categories={categories} />
          </CardHeader>
          {shown.length > 0 ? <JobTable jobs={shown} controls={controls} /> : <Empty title={t("empty")} />}
        </Card>
      </div>
    </>
  );
}
