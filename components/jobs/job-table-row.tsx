import Link from "next/link";
import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/runs/status-badge";
import { jobPath, runPath } from "@/components/shell/paths";
import { Time } from "@/components/shell/time";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/field";
import { TableCell, TableRow } from "@/components/ui/table";
import { formatDuration } from "@/lib/dashboard/duration";
import type { JobRow } from "@/lib/dashboard/job-rows";
import { BULK_FORM_ID } from "./bulk-form-id";
import { EnabledSwitch } from "./enabled-switch";
import { JobRowActions } from "./job-row-actions";
import { JobStateBadge } from "./job-state-badge";
import type { JobControls } from "./job-table";
import { RateChange } from "./rate-change";
import { RowSchedule } from "./row-schedule";
import { SlotStrip } from "./slot-strip";
import { SuccessRate } from "./success-rate";

interface JobTableRowProps {
  job: JobRow;
  controls: JobControls;
  mayChoose: boolean;
  days: number;
}

/** One job; what has no column of its own on a narrow screen stands under its name. */
export function JobTableRow({ job, controls, mayChoose, days }: JobTableRowProps) {
  const t = useTranslations("jobs");
  const words = useTranslations("words");
  return (
    <TableRow aria-labelledby={`job-${job.name}`}>
      {mayChoose && (
        <TableCell className="pr-0 align-top">
          <Checkbox name="job" value={job.name} form={BULK_FORM_ID} aria-label={t("select", { job: job.name })} />
        </TableCell>
      )}
      <TableCell className="min-w-52 max-w-md align-top">
        <NameAndWhatHasNoColumn job={job} controls={controls} days={days} />
      </TableCell>
      <TableCell className="align-top max-md:hidden">
        <JobStateBadge state={job.state} />
        <div className="mt-1.5">
          <SlotStrip job={job} />
        </div>
      </TableCell>
      <TableCell className="align-top max-2xl:hidden">
        <RowSchedule timing={job.timing} />
      </TableCell>
      <TableCell className="align-top max-md:hidden">
        <LastRun job={job} />
      </TableCell>
      <TableCell className="align-top max-lg:hidden">
        <Time at={job.nextRun} zone={job.timing?.kind === "cron" ? job.timing.timezone : job.timezone} />
      </TableCell>
      <TableCell className="align-top max-sm:hidden">
        <Success job={job} days={days} />
      </TableCell>
      <TableCell className="align-top whitespace-nowrap max-xl:hidden">
        {job.stats.p95 === null ? words("none") : formatDuration(words, job.stats.p95)}
      </TableCell>
      <TableCell className="align-top">
        <EnabledSwitch jobName={job.name} enabled={job.enabled} action={controls.toggle} />
      </TableCell>
      <TableCell className="align-top max-md:hidden">
        <JobRowActions jobName={job.name} controls={controls} />
      </TableCell>
    </TableRow>
  );
}

function NameAndWhatHasNoColumn({ job, controls, days }: Omit<JobTableRowProps, "mayChoose">) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2">
        <Link
          id={`job-${job.name}`}
          href={jobPath(job.name)}
          className="font-medium underline-offset-2 hover:underline"
        >
          {job.name}
        </Link>
        <Badge>{job.category}</Badge>
        <span className="md:hidden">
          <JobStateBadge state={job.state} />
        </span>
      </div>
      <p title={job.description} className="mt-0.5 line-clamp-2 text-[0.8125rem] text-muted-foreground">
        {job.description}
      </p>
      <div className="mt-1.5 text-[0.8125rem] 2xl:hidden">
        <RowSchedule timing={job.timing} />
      </div>
      <div className="mt-2 flex flex-col gap-2 md:hidden">
        <SlotStrip job={job} />
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem]">
          <LastRun job={job} />
          <span className="sm:hidden">
            <Success job={job} days={days} />
          </span>
        </div>
        <JobRowActions jobName={job.name} controls={controls} />
      </div>
    </>
  );
}

function Success({ job, days }: { job: JobRow; days: number }) {
  return (
    <span className="flex flex-col items-start gap-0.5">
      <SuccessRate stats={job.stats} />
      <RateChange change={job.change} days={days} />
    </span>
  );
}

function LastRun({ job }: { job: JobRow }) {
  const t = useTranslations("jobs");
  const last = job.recentExecutions[0];
  if (!last) return <span className="text-muted-foreground">{t("neverRan")}</span>;
  return (
    <Link href={runPath(last.id)} className="inline-flex items-center gap-2 md:flex-col md:items-start md:gap-1">
      <StatusBadge state={last.state} stopping={last.stopping} />
      <span className="text-[0.8125rem] text-muted-foreground underline-offset-2 hover:underline">
        <Time at={last.executionTime} zone={job.timezone} />
      </span>
    </Link>
  );
}
