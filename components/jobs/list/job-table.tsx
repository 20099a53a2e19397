import { History, Play, ScrollText } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { FormAction } from "@/components/forms/action-form";
import { StatusBadge } from "@/components/runs/run-parts";
import { hrefOf, jobPath, RUNS_PATH, runJobPath, runPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Checkbox } from "@/components/ui/field";
import { Table, TableCell, TableRow } from "@/components/ui/table";
import type { JobFilter } from "@/lib/dashboard/jobs/job-filter";
import type { JobRow } from "@/lib/dashboard/jobs/job-rows";
import { settingsTimingWords, type TimingEntry } from "@/lib/dashboard/schedules/schedule-words";
import { formatDuration } from "@/lib/dashboard/words/duration";
import { SlotStrip } from "../charts/slot-strip";
import { BULK_FORM_ID } from "./bulk-bar";
import { JobStateBadge, RateChange, SuccessRate } from "./job-state-badge";
import { JobTableHead } from "./job-table-head";
import { SwitchForm } from "./switch-form";

/** What the person may do; null where they may not, and then no control is shown at all. */
interface JobControls {
  toggle: FormAction | null;
  mayRun: boolean;
  /** Where a job's History leads: the dialog over this very view of the list. */
  historyHref(jobName: string): string;
}

/** Jobs in a table; on narrow screens the columns fold into the first one. */
export function JobTable(props: { jobs: readonly JobRow[]; filter: JobFilter; controls: JobControls; days: number }) {
  const { jobs, filter, controls, days } = props;
  const t = useTranslations("jobs");
  const mayChoose = controls.toggle !== null || controls.mayRun;
  return (
    <div className="relative overflow-x-auto">
      <Table>
        <caption className="sr-only">{t("title")}</caption>
        <JobTableHead filter={filter} mayChoose={mayChoose} />
        <tbody>
          {jobs.map((job) => (
            <JobTableRow key={job.name} job={job} controls={controls} mayChoose={mayChoose} days={days} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

interface JobTableRowProps {
  job: JobRow;
  controls: JobControls;
  mayChoose: boolean;
  days: number;
}

/** One job; what has no column of its own on a narrow screen stands under its name. */
function JobTableRow({ job, controls, mayChoose, days }: JobTableRowProps) {
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

/** Run now, history and logs of one job. */
function JobRowActions({ jobName, controls }: { jobName: string; controls: JobControls }) {
  const t = useTranslations("jobs");
  const named = { job: jobName, hidden: (chunks: ReactNode) => <span className="sr-only">{chunks}</span> };
  return (
    <div className="flex items-center gap-x-0.5 gap-y-1 md:max-2xl:w-28 md:max-2xl:flex-wrap md:justify-end">
      {controls.mayRun && (
        <Button asChild size="sm">
          <Link href={runJobPath(jobName)}>
            <Play aria-hidden />
            <span>{t.rich("runNow", named)}</span>
          </Link>
        </Button>
      )}
      <Button asChild size="icon" variant="ghost" title={t("history", { job: jobName })}>
        <Link href={controls.historyHref(jobName)} scroll={false} prefetch={false}>
          <History aria-hidden />
          <span className="sr-only">{t("history", { job: jobName })}</span>
        </Link>
      </Button>
      <Button asChild size="icon" variant="ghost" title={t("logs", { job: jobName })}>
        <Link href={hrefOf(RUNS_PATH, { job_name: jobName })}>
          <ScrollText aria-hidden />
          <span className="sr-only">{t("logs", { job: jobName })}</span>
        </Link>
      </Button>
    </div>
  );
}

/** What fires a job, in words, with expression and zone. */
function RowSchedule({ timing }: { timing: TimingEntry | null }) {
  const t = useTranslations("jobs");
  const locale = useLocale();
  if (timing === null) return <span className="text-muted-foreground">{t("byHand")}</span>;
  return (
    <span className="block">
      <span className="block">{settingsTimingWords(settingsOf(timing), locale)}</span>
      {timing.kind === "cron" && (
        <span className="block text-xs text-muted-foreground">
          <code className="font-mono">{timing.expression}</code> {timing.timezone}
        </span>
      )}
    </span>
  );
}

function settingsOf(timing: TimingEntry) {
  const none = { expression: null, everySeconds: null, runAt: null };
  switch (timing.kind) {
    case "cron":
      return { ...none, kind: timing.kind, expression: timing.expression };
    case "interval":
      return { ...none, kind: timing.kind, everySeconds: timing.seconds };
    case "date":
      return { ...none, kind: timing.kind, runAt: timing.at };
  }
}

/** A job's switch. It shows what the server holds and asks it to turn over; without the permission it is only shown. */
function EnabledSwitch(props: { jobName: string; enabled: boolean; action: FormAction | null }) {
  const { jobName, enabled, action } = props;
  const t = useTranslations("jobs");
  const words = useTranslations("words");
  if (action === null) {
    return (
      <span className={cn("text-sm", !enabled && "text-muted-foreground")}>
        {words(enabled ? "enabled" : "disabled")}
      </span>
    );
  }
  return (
    <SwitchForm
      jobName={jobName}
      enabled={enabled}
      action={action}
      label={t("switch", { job: jobName })}
      title={t(enabled ? "pressToDisable" : "pressToEnable")}
    />
  );
}
