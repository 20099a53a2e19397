import Link from "next/link";
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
  return (
    <thead>
      <tr>
        <TableHead>State</TableHead>
        <TableHead className="max-sm:hidden">Run</TableHead>
        {showJob && <TableHead className="max-sm:hidden">Job</TableHead>}
        <TableHead>Started</TableHead>
        <TableHead className="max-lg:hidden">Trigger</TableHead>
        <TableHead className="max-md:hidden">Duration</TableHead>
        <TableHead className="max-xl:hidden">Attempts</TableHead>
        <TableHead className="max-xl:hidden">Items</TableHead>
        <TableHead className="w-full max-sm:hidden">Details</TableHead>
      </tr>
    </thead>
  );
}

function RunRow({ run, showJob }: { run: RunEntry; showJob: boolean }) {
  return (
    <TableRow>
      <TableCell className="max-sm:max-w-0 max-sm:w-full">
        <StatusBadge state={run.state} stopping={run.stopping} />
        <div className="mt-1 flex flex-col gap-0.5 sm:hidden">
          <span className="flex flex-wrap items-center gap-x-2">
            {showJob && <JobLink run={run} />}
            <RunId id={run.id} />
          </span>
          <span className="truncate text-[0.8125rem] text-muted-foreground">{run.details ?? "-"}</span>
        </div>
      </TableCell>
      <TableCell className="max-sm:hidden">
        <RunId id={run.id} />
      </TableCell>
      {showJob && (
        <TableCell className="max-sm:hidden">
          <JobLink run={run} />
        </TableCell>
      )}
      <TableCell className="max-sm:text-right max-sm:align-top">
        <Time at={run.executionTime} />
      </TableCell>
      <TableCell className="max-lg:hidden">
        {run.trigger}
        {run.actor !== null && run.actor !== run.trigger && (
          <span className="block max-w-40 truncate text-xs text-muted-foreground" title={run.actor}>
            {run.actor}
          </span>
        )}
      </TableCell>
      <TableCell className="whitespace-nowrap max-md:hidden">
        {run.duration === null ? "-" : formatDuration(run.duration)}
      </TableCell>
      <TableCell className="whitespace-nowrap max-xl:hidden">
        {run.attempts} of {run.maxAttempts}
      </TableCell>
      <TableCell className="whitespace-nowrap max-xl:hidden">{items(run)}</TableCell>
      <TableCell className="w-full max-w-0 max-sm:hidden">
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

function items({ processed, failed, progress }: RunEntry): string {
  if (processed !== null)
    return `${processed.toLocaleString("en")}${failed ? `, ${failed.toLocaleString("en")} failed` : ""}`;
  return progress === null ? "-" : progress.done.toLocaleString("en");
}
