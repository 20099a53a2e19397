import { Play } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/runs/status-badge";
import type { FormAction } from "@/components/shell/action-form";
import { hrefOf } from "@/components/shell/href";
import { jobPath, RUNS_PATH, runJobPath, runPath } from "@/components/shell/paths";
import { Time } from "@/components/shell/time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { JobListEntry } from "@/lib/dashboard/jobs";
import { EnabledSwitch } from "./enabled-switch";
import { RecentStrip } from "./recent-strip";
import { ScheduleCell } from "./schedule-cell";
import { SuccessRate } from "./success-rate";

/** What the person may do; null where they may not, and then no control is shown at all. */
export interface JobControls {
  toggle: FormAction | null;
  mayRun: boolean;
}

/** Jobs in a table; on narrow screens the columns fold into the first one. */
export function JobTable({ jobs, controls }: { jobs: readonly JobListEntry[]; controls: JobControls }) {
  const t = useTranslations("jobs");
  return (
    <Table>
      <caption className="sr-only">{t("title")}</caption>
      <thead>
        <tr>
          <TableHead>{t("table.job")}</TableHead>
          <TableHead className="max-lg:hidden">{t("table.schedule")}</TableHead>
          <TableHead className="max-md:hidden">{t("table.lastRun")}</TableHead>
          <TableHead className="max-lg:hidden">{t("table.nextRun")}</TableHead>
          <TableHead className="max-sm:hidden">{t("table.success")}</TableHead>
          <TableHead>{t("table.enabled")}</TableHead>
          <TableHead className="max-md:hidden">
            <span className="sr-only">{t("table.actions")}</span>
          </TableHead>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <JobRow key={job.name} job={job} controls={controls} />
        ))}
      </tbody>
    </Table>
  );
}

function JobRow({ job, controls }: { job: JobListEntry; controls: JobControls }) {
  return (
    <TableRow>
      <TableCell className="max-w-md">
        <div className="flex flex-wrap items-center gap-x-2">
          <Link href={jobPath(job.name)} className="font-medium underline-offset-2 hover:underline">
            {job.name}
          </Link>
          <Badge>{job.category}</Badge>
        </div>
        <p className="mt-0.5 text-[0.8125rem] text-muted-foreground max-sm:line-clamp-2">{job.description}</p>
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem] md:hidden">
          <LastRun job={job} />
          <span className="sm:hidden">
            <SuccessRate stats={job.stats} />
          </span>
        </div>
        <div className="mt-2 md:hidden">
          <Actions job={job} mayRun={controls.mayRun} />
        </div>
      </TableCell>
      <TableCell className="max-lg:hidden">
        <ScheduleCell job={job} />
      </TableCell>
      <TableCell className="max-md:hidden">
        <LastRun job={job} />
      </TableCell>
      <TableCell className="max-lg:hidden">
        <Time at={job.nextRun} />
      </TableCell>
      <TableCell className="max-sm:hidden">
        <span className="flex flex-col gap-1">
          <SuccessRate stats={job.stats} />
          <RecentStrip runs={job.recentExecutions} />
        </span>
      </TableCell>
      <TableCell>
        <EnabledSwitch jobName={job.name} enabled={job.enabled} action={controls.toggle} />
      </TableCell>
      <TableCell className="max-md:hidden">
        <Actions job={job} mayRun={controls.mayRun} />
      </TableCell>
    </TableRow>
  );
}

function LastRun({ job }: { job: JobListEntry }) {
  const t = useTranslations("jobs");
  const last = job.recentExecutions[0];
  if (!last) return <span className="text-muted-foreground">{t("neverRan")}</span>;
  return (
    <Link href={runPath(last.id)} className="inline-flex items-center gap-2 md:flex-col md:items-start md:gap-1">
      <StatusBadge state={last.state} stopping={last.stopping} />
      <span className="text-[0.8125rem] text-muted-foreground underline-offset-2 hover:underline">
        <Time at={last.executionTime} />
      </span>
    </Link>
  );
}

function Actions({ job, mayRun }: { job: JobListEntry; mayRun: boolean }) {
  const t = useTranslations("jobs");
  const named = { job: job.name, hidden: (chunks: ReactNode) => <span className="sr-only">{chunks}</span> };
  return (
    <div className="flex items-center gap-1.5 md:justify-end">
      {mayRun && (
        <Button asChild size="sm">
          <Link href={runJobPath(job.name)}>
            <Play aria-hidden />
            <span>{t.rich("runNow", named)}</span>
          </Link>
        </Button>
      )}
      <Button asChild size="sm" variant="ghost">
        <Link href={hrefOf(RUNS_PATH, { job_name: job.name })}>
          <span>{t.rich("viewLogs", named)}</span>
        </Link>
      </Button>
    </div>
  );
}
