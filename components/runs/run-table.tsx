import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { jobPath } from "@/components/text/paths";
import { TableCell, TableHead, TableRow } from "@/components/ui/table";
import { neverRan, type RunEntry } from "@/lib/dashboard/runs/run-entry";
import { reasonWords } from "@/lib/dashboard/words/status-words";
import { HeldTable } from "./held-table";
import { DurationCell, ItemsCell, WhenCell } from "./run-cells";
import { DetailsCell, RunId, ScheduleLink, StatusBadge, WaitNote } from "./run-parts";

export interface RunTableProps {
  runs: readonly RunEntry[];
  summary: ReactNode;
  /** Off where all are of one job. */
  showJob: boolean;
  /** p95 of each job in milliseconds, as far as it is known. */
  usual?: ReadonlyMap<string, number>;
  /** The zone of each job, as far as it has one. */
  zones: ReadonlyMap<string, string>;
}

/** Runs, newest first. */
export function RunTable({ runs, summary, showJob, usual, zones }: RunTableProps) {
  return (
    <HeldTable
      summary={summary}
      head={<RunTableHead showJob={showJob} />}
      rows={runs.map((run) => ({
        id: run.id,
        node: <RunRow run={run} showJob={showJob} usualMs={usual?.get(run.jobName)} zone={zones.get(run.jobName)} />,
      }))}
    />
  );
}

function RunTableHead({ showJob }: { showJob: boolean }) {
  const t = useTranslations("runs.table");
  return (
    <thead>
      <tr className="border-t border-border">
        <TableHead>{t("state")}</TableHead>
        <TableHead className="@max-xl:hidden">{t(showJob ? "jobAndRun" : "run")}</TableHead>
        <TableHead className="@max-xl:text-right">{t("when")}</TableHead>
        <TableHead className="@max-4xl:hidden">{t("trigger")}</TableHead>
        <TableHead className="@max-[38rem]:hidden">{t("duration")}</TableHead>
        <TableHead className="@max-[60rem]:hidden">{t("attempts")}</TableHead>
        <TableHead className="@max-[60rem]:hidden">{t("items")}</TableHead>
        <TableHead className="w-full @max-xl:hidden">{t("details")}</TableHead>
      </tr>
    </thead>
  );
}

interface RunRowProps {
  run: RunEntry;
  showJob: boolean;
  usualMs: number | undefined;
  /** Of the job. */
  zone: string | undefined;
}

function RunRow({ run, showJob, usualMs, zone }: RunRowProps) {
  const words = useTranslations("words");
  const details = run.details ?? (run.reason === null ? null : reasonWords(words, run.reason));
  return (
    <TableRow>
      <TableCell className="@max-xl:w-full @max-xl:max-w-0">
        <StatusBadge state={run.state} stopping={run.stopping} />
        <WaitNote run={run} now={new Date()} />
        <div className="mt-1 flex flex-col gap-0.5 @xl:hidden">
          <RunName run={run} showJob={showJob} />
          <span className="truncate text-[0.8125rem] text-muted-foreground">{details ?? words("none")}</span>
        </div>
      </TableCell>
      <TableCell className="@max-xl:hidden">
        <RunName run={run} showJob={showJob} />
      </TableCell>
      <TableCell className="whitespace-nowrap @max-xl:text-right @max-xl:align-top">
        <WhenCell run={run} zone={zone} />
      </TableCell>
      <TableCell className="@max-4xl:hidden">
        {words(`trigger.${run.trigger}`)}
        {run.actor !== null && run.actor !== run.trigger && (
          <span className="block max-w-32 truncate text-xs text-muted-foreground" title={run.actor}>
            {run.actor}
          </span>
        )}
        {run.scheduleId !== null && (
          <span className="block max-w-32 truncate text-xs" title={run.scheduleId}>
            <ScheduleLink id={run.scheduleId} />
          </span>
        )}
      </TableCell>
      <TableCell className="whitespace-nowrap @max-[38rem]:hidden">
        <DurationCell run={run} usualMs={usualMs} />
      </TableCell>
      <TableCell className="whitespace-nowrap @max-[60rem]:hidden">
        {neverRan(run) ? (
          <span className="text-muted-foreground">{words("none")}</span>
        ) : (
          words("attempts", { attempt: run.attempts, attempts: run.maxAttempts })
        )}
      </TableCell>
      <TableCell className="whitespace-nowrap @max-[60rem]:hidden">
        <ItemsCell run={run} />
      </TableCell>
      <TableCell className="w-full max-w-0 @max-xl:hidden">
        <DetailsCell text={details} />
      </TableCell>
    </TableRow>
  );
}

/** The job above the run's id, or the id alone. */
function RunName({ run, showJob }: { run: RunEntry; showJob: boolean }) {
  return (
    <>
      {showJob && (
        <Link
          href={jobPath(run.jobName)}
          prefetch={false}
          className="block truncate font-medium underline-offset-2 hover:underline"
        >
          {run.jobName}
        </Link>
      )}
      <RunId id={run.id} />
    </>
  );
}
