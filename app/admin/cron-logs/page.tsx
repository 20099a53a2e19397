import { Play } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { LogFilterForm } from "@/components/runs/log-filter-form";
import { LogSummary } from "@/components/runs/log-summary";
import { Pagination } from "@/components/runs/pagination";
import { RunTable } from "@/components/runs/run-table";
import { Empty } from "@/components/shell/empty";
import { firstValues, hrefOf, type SearchParams } from "@/components/shell/href";
import { Live } from "@/components/shell/live";
import { Notice } from "@/components/shell/notice";
import { PageHeader } from "@/components/shell/page-header";
import { RUNS_PATH, runJobPath } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { RUN_TRIGGERS, readLogsQuery } from "@/lib/dashboard/log-filter";
import { listLogs } from "@/lib/dashboard/logs";
import { openPage } from "@/lib/http/page";

export async function generateMetadata() {
  return { title: (await getTranslations("runs"))("title") };
}

export default async function RunsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const address = firstValues(await searchParams);
  const { deps, can } = await openPage(hrefOf(RUNS_PATH, address));
  const t = await getTranslations("runs");
  const { query, kept, problems } = readLogsQuery(address);
  const { logs, pagination } = await listLogs(deps, query);
  const job = deps.jobs.find(({ name }) => name === kept.job_name);
  return (
    <>
      <PageHeader title={t("title")}>
        <Live everySeconds={2} />
        {job && can("cron:run") && (
          <Button asChild variant="primary">
            <Link href={runJobPath(job.name)}>
              <Play aria-hidden /> {t("runJob", { job: job.name })}
            </Link>
          </Button>
        )}
      </PageHeader>
      <Card>
        <CardHeader className="block space-y-3">
          <LogFilterForm
            key={JSON.stringify(kept)}
            values={kept}
            jobNames={deps.jobs.map(({ name }) => name)}
            triggers={RUN_TRIGGERS}
          />
          {problems.length > 0 && <Notice tone="warning">{t("leftOut", { problems: problems.join("; ") })}</Notice>}
        </CardHeader>
        {logs.length > 0 ? (
          <RunTable
            key={hrefOf("", kept)}
            runs={logs}
            showJob={true}
            summary={<LogSummary pagination={pagination} shown={logs.length} />}
          />
        ) : (
          <Empty title={t("empty")} />
        )}
        <Pagination values={kept} pagination={pagination} />
      </Card>
    </>
  );
}
