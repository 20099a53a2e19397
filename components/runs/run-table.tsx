import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { jobPath } from "@/components/shell/paths";
import { Time } from "@/components/shell/time";
import { TableCell, TableHead, TableRow } from "@/components/ui/table";
import { formatDuration } from "@/lib/dashboard/duration";
import type { RunEntry } from "@/lib/dashboard/run-entry";
import { DetailsCell } from "./details-cell";
import { HeldTable } from "./held-table";
import { RunId } from "./run-id";
import { StatusBadge } from "./status-badge";

/** Runs, newest first. `showJob` is off where all are of one job. */
export function RunTable(props: { runs: readonly RunEntry[]; summary: ReactNode; showJob: boolean }) {
  const { runs, summary, showJob } = props;
  return (
    <HeldTable
      summary={summary}
      head={<RunTableHead showJob={showJob} />}
      rows={runs.map((run) => ({ id: run.id, node: <RunRow run={run} showJob={showJob} /> }))}
    />
  );
}

function RunTableHead({ showJob }: { showJob: boolean }) {
  const t = useTranslations("runs.table");
  return (
    <thead>
      <tr>
        <TableHead>{t("state")}</TableHead>
        <TableHead className="@max-xl:hidden">{t("run")}</TableHead>
        {showJob && <TableHead className="@max-xl:hidden">{t("job")}</TableHead>}
        <TableHead>{t("started")}</TableHead>
        <TableHead className="@max-4xl:hidden">{t("trigger")}</TableHead>
        <TableHead className="@max-[38rem]:hidden">{t("duration")}</TableHead>
        <TableHead className="@max-[60rem]:hidden">{t("attempts")}</TableHead>
        <TableHead className="@max-[60rem]:hidden">{t("items")}</TableHead>
        <TableHead className="w-full @max-xl:hidden">{t("details")}</TableHead>
      </tr>
    </thead>
  );
}

function RunRow({ run, showJob }: { run: RunEntry; showJob: boolean }) {
  const words = useTranslations("words");
  return (
    <TableRow>
      <TableCell className="@max-xl:max-w-0 @max-xl:w-full">
        <StatusBadge state={run.state} stopping={run.stopping} />
        <div className="mt-1 flex flex-col gap-0.5 @xl:hidden">
          <span className="flex flex-wrap items-center gap-x-2">
            {showJob && <JobLink run={run} />}
            <RunId id={run.id} />
          </span>
          <span className="truncate text-[0.8125rem] text-muted-foreground">{run.details ?? words("none")}</span>
        </div>
      </TableCell>
      <TableCell className="@max-xl:hidden">
        <RunId id={run.id} />
      </TableCell>
      {showJob && (
        <TableCell className="@max-xl:hidden">
          <JobLink run={run} />
        </TableCell>
      )}
      <TableCell className="@max-xl:text-right @max-xl:align-top">
        <Time at={run.executionTime} />
      </TableCell>
      <TableCell className="@max-4xl:hidden">
        {words(`trigger.${run.trigger}`)}
        {run.actor !== null && run.actor !== run.trigger && (
          <span className="block max-w-40 truncate text-xs text-muted-foreground" title={run.actor}>
            {run.actor}
          </span>
        )}
      </TableCell>
      <TableCell className="whitespace-nowrap @max-[38rem]:hidden">
        {run.duration === null ? words("none") : formatDuration(words, run.duration)}
      </TableCell>
      <TableCell className="whitespace-nowrap @max-[60rem]:hidden">
        {words("attempts", { attempt: run.attempts, attempts: run.maxAttempts })}
      </TableCell>
      <TableCell className="whitespace-nowrap @max-[60rem]:hidden">
        <Items run={run} />
      </TableCell>
      <TableCell className="w-full max-w-0 @max-xl:hidden">
        <DetailsCell text={run.details} />
      </TableCell>
    </TableRow>
  );
}

function JobLink({ run }: { run: RunEntry }) {
  return (
    <Link href={jobPath(run.jobName)} className="whitespace-nowrap underline-offset-2 hover:underline">
      {run.jobName}
    </Link>
  );
}

function Items({ run: { processed, failed, progress } }: { run: RunEntry }) {
  const t = useTranslations("runs");
  const words = useTranslations("words");
  if (processed !== null && failed) return t("itemsFailed", { processed, failed });
  const done = processed ?? progress?.done;
  return done === undefined ? words("none") : words("number", { value: done });
}
