import Link from "next/link";
import { useTranslations } from "next-intl";
import { RunTable, type RunTableProps } from "@/components/runs/run-table";
import { Empty } from "@/components/text/blocks";
import { hrefOf, RUNS_PATH } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import type { LogPage } from "@/lib/dashboard/runs/logs";

export interface RunsOfJobProps {
  name: string;
  /** The address of the tab. */
  path: string;
  status: string | null;
  page: LogPage;
  zones: RunTableProps["zones"];
}

const STATUSES = ["all", "success", "partial", "failed", "skipped", "started"] as const;

/** A job's runs with the filter that is asked for most; the log page has all filters. */
export function RunsOfJob({ name, path, status, zones, page: { logs, pagination } }: RunsOfJobProps) {
  const t = useTranslations("jobRuns");
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-border px-4 py-3">
        <nav aria-label={t("filter")} className="flex flex-wrap gap-1 text-[0.8125rem]">
          {STATUSES.map((choice) => {
            const isCurrent = choice === (status ?? "all");
            return (
              <Link
                key={choice}
                href={hrefOf(path, { status: choice === "all" ? null : choice })}
                aria-current={isCurrent ? "true" : undefined}
                className={cn(
                  "rounded-md px-2 py-1",
                  isCurrent ? "bg-accent font-medium" : "text-muted-foreground hover:text-foreground",
                )}
              >
                {t(`status.${choice}`)}
              </Link>
            );
          })}
        </nav>
        <Link
          href={hrefOf(RUNS_PATH, { job_name: name, status })}
          className="text-[0.8125rem] text-primary underline-offset-2 hover:underline"
        >
          {t("toLogs")}
        </Link>
      </div>
      {logs.length > 0 ? (
        <RunTable
          key={`${status} ${pagination.page}`}
          runs={logs}
          showJob={false}
          zones={zones}
          summary={<p>{t(pagination.totalIsExact ? "count" : "countAtLeast", { count: pagination.total })}</p>}
        />
      ) : (
        <Empty title={t("empty")} />
      )}
      <Pages path={path} status={status} pagination={pagination} />
    </Card>
  );
}

function Pages({
  path,
  status,
  pagination: { page, pages },
}: Pick<RunsOfJobProps, "path" | "status"> & Pick<LogPage, "pagination">) {
  const t = useTranslations("jobRuns");
  if (pages === 1) return null;
  const to = (target: number) => hrefOf(path, { status, page: target === 1 ? null : target });
  return (
    <nav aria-label={t("pages")} className="flex items-center justify-center gap-3 border-t border-border px-4 py-3">
      {page > 1 && (
        <Button asChild size="sm" variant="ghost">
          <Link href={to(page - 1)}>{t("newer")}</Link>
        </Button>
      )}
      <span className="text-[0.8125rem] text-muted-foreground">{t("pageOf", { page, pages })}</span>
      {page < pages && (
        <Button asChild size="sm" variant="ghost">
          <Link href={to(page + 1)}>{t("older")}</Link>
        </Button>
      )}
    </nav>
  );
}
