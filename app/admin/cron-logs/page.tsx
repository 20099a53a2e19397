import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { ListNavigation } from "@/components/live/list-navigation";
import { Live } from "@/components/live/live";
import { LogFilterForm } from "@/components/runs/log-filter-form";
import { ExportLinks, LogSummary, Pagination, RefreshLink, RunJobHere } from "@/components/runs/run-list";
import { RunTable } from "@/components/runs/run-table";
import { Empty, Notice } from "@/components/text/blocks";
import { firstValues, hrefOf, RUNS_PATH, type SearchParams } from "@/components/text/paths";
import { Card, CardHeader } from "@/components/ui/card";
import { isFiltered, RUN_TRIGGERS, readLogsQuery } from "@/lib/dashboard/runs/log-filter";
import { listLogs } from "@/lib/dashboard/runs/logs";
import { readRunZones } from "@/lib/dashboard/runs/run-entry";
import { readUsualDurations } from "@/lib/dashboard/runs/run-stats";
import { issuesWords } from "@/lib/dashboard/words/issue-words";
import { openPage } from "@/lib/http/routes/page";
import { quickRunAction } from "./actions";

export async function generateMetadata() {
  return { title: (await getTranslations("runs"))("title") };
}

export default async function RunsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const address = firstValues(await searchParams);
  const { deps, can, findJob, shared } = await openPage(hrefOf(RUNS_PATH, address));
  const [t, words] = await Promise.all([getTranslations("runs"), getTranslations("words")]);
  const { query, kept, problems } = readLogsQuery(address);
  const { logs, pagination } = await shared("runs", query, () => listLogs(deps, query));
  const names = [...new Set(logs.map(({ jobName }) => jobName))];
  const [usual, zones] = await Promise.all([
    readUsualDurations(deps.db, names, deps.clock.now()),
    readRunZones(deps.db, names),
  ]);
  const jobNames = deps.jobs.map(({ name }) => name);
  const job = kept.job_name ? (findJob(kept.job_name)?.name ?? kept.job_name) : undefined;
  const mayRun = can("cron:run") && (job === undefined || jobNames.includes(job));
  return (
    <ListNavigation path={RUNS_PATH}>
      <PageHeader title={t("title")}>
        <Live job={job} />
        <RefreshLink values={kept} />
        {mayRun && (
          <RunJobHere jobNames={jobNames} only={job} requestKey={crypto.randomUUID()} action={quickRunAction} />
        )}
      </PageHeader>
      <Card>
        <CardHeader className="block space-y-3">
          <LogFilterForm key={JSON.stringify(kept)} values={kept} jobNames={jobNames} triggers={RUN_TRIGGERS} />
          {problems.length > 0 && (
            <Notice tone="warning">{t("leftOut", { problems: issuesWords(words, problems) })}</Notice>
          )}
        </CardHeader>
        {logs.length > 0 ? (
          <RunTable
            key={hrefOf("", kept)}
            runs={logs}
            showJob={true}
            usual={usual}
            zones={zones}
            summary={
              <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
                <LogSummary pagination={pagination} shown={logs.length} />
                <ExportLinks values={kept} />
              </div>
            }
          />
        ) : (
          <NoRuns filtered={isFiltered(query)} />
        )}
        <Pagination values={kept} pagination={pagination} />
      </Card>
    </ListNavigation>
  );
}

async function NoRuns({ filtered }: { filtered: boolean }) {
  const t = await getTranslations("runs");
  if (!filtered) return <Empty title={t("noRunsYet")}>{t("noRunsYetHint")}</Empty>;
  return (
    <Empty title={t("empty")}>
      <Link href={RUNS_PATH} className="text-primary underline underline-offset-2">
        {t("clearFilter")}
      </Link>
    </Empty>
  );
}
