import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { EngineEvent, LoggedRun } from "../../cron/ports/events.ts";
import type { LogLine, RunOutcome, StartedRun } from "../../cron/ports/runs.ts";
import type { EndedRun } from "../../cron/words/answers.ts";
import { FAILED_STATUSES, isEnded, isOneOf } from "../../cron/words/vocabulary.ts";
import type { SentryEvent } from "./client.ts";
import {
  type Breadcrumb,
  breadcrumb,
  eventOfRun,
  failedItems,
  idInSentry,
  MOST_BREADCRUMBS,
  type ParseStack,
} from "./error-event.ts";
import { type Monitor, type MonitorBook, slugOf } from "./monitors.ts";

/** One of the two check-ins of a run. */
export interface CheckIn {
  checkInId: string;
  monitorSlug: string;
  status: "in_progress" | "ok" | "error";
  /** In seconds, of the one that ends it. */
  duration?: number;
}

/** Where reports go; neither throws nor waits. */
export interface ReportSink {
  checkIn(checkIn: CheckIn, monitor: Monitor): void;
  /** `build` is called once the SDK is there. */
  event(build: (parse: ParseStack) => SentryEvent): void;
}

interface ReportParts {
  find(jobName: string): AnyJob | null;
  monitors: Pick<MonitorBook, "of">;
  /** What became of runs that ended out of this process's sight. */
  outcomes(runIds: readonly string[]): Promise<RunOutcome[]>;
  sink: ReportSink;
}

type Ending = Pick<EndedRun, "id" | "jobName" | "status" | "message" | "result" | "error" | "trigger" | "attempts"> & {
  completedAt: Date;
  durationMs: number | null;
};

/**
 * Tells Sentry of runs: that one began and how it ended, by the schedule's monitor, and one event for each final
 * failure. A run that goes on in another process keeps its check-in: its id is the run's.
 */
export class RunReports {
  readonly #parts: ReportParts;
  /** Warnings and errors of the runs at work here. */
  readonly #lines = new Map<string, Breadcrumb[]>();
  readonly #asking = new Set<Promise<void>>();

  constructor(parts: ReportParts) {
    this.#parts = parts;
  }

  /** Hears every event of the engine. */
  hear(event: EngineEvent): void {
    switch (event.type) {
      case "run_started":
        this.#begin(event.run);
        break;
      case "line":
        this.#keep(event.run, event.line);
        break;
      case "run_ended":
        this.#end(event.run);
        break;
      case "run_waiting":
        this.#lines.delete(event.runId);
        break;
      case "run_lost":
        this.#askFor([event.run.id]);
        break;
      case "runs_rescued":
        this.#askFor(event.runs.filter(({ status }) => isEnded(status)).map(({ runId }) => runId));
        break;
    }
  }

  /** Resolves when nothing is left to be found out; never rejects. */
  async settled(): Promise<void> {
    await Promise.all(this.#asking);
  }

  /** Only the first time: Sentry would count a run that goes on as another one. */
  #begin({ id, jobName, attempt, continuations, interruptions }: StartedRun): void {
    this.#lines.set(id, []);
    if (attempt + continuations + interruptions === 1) this.#checkIn(jobName, id, { status: "in_progress" });
  }

  #keep({ id }: LoggedRun, { level, at, message }: LogLine): void {
    if (level !== "warn" && level !== "error") return;
    const lines = this.#lines.get(id);
    lines?.push(breadcrumb({ at, level, category: "log", message }));
    if (lines && lines.length > MOST_BREADCRUMBS) lines.shift();
  }

  #end(run: Ending): void {
    const { id, jobName, status, completedAt, durationMs, result } = run;
    const failed = isOneOf(FAILED_STATUSES, status);
    const duration = durationMs === null ? {} : { duration: durationMs / 1000 };
    this.#checkIn(jobName, id, { status: failed ? "error" : "ok", ...duration });
    const items = failedItems(result, completedAt);
    const breadcrumbs = items.length > 0 ? items : (this.#lines.get(id) ?? []);
    this.#lines.delete(id);
    if (!failed) return;
    const category = this.#parts.find(jobName)?.category ?? "";
    this.#parts.sink.event((parse) => eventOfRun({ ...run, category, breadcrumbs }, parse));
  }

  #checkIn(jobName: string, runId: string, told: Pick<CheckIn, "status" | "duration">): void {
    const { find, monitors, sink } = this.#parts;
    const job = find(jobName);
    const monitor = job && monitors.of(job);
    if (monitor) sink.checkIn({ checkInId: idInSentry(runId), monitorSlug: slugOf(jobName), ...told }, monitor);
  }

  /** Ended by a rescue, by force, or while another process had it: its row says how. */
  #askFor(runIds: string[]): void {
    for (const id of runIds) this.#lines.delete(id);
    if (runIds.length === 0) return;
    const asked = this.#parts.outcomes(runIds).then(
      (outcomes) => {
        for (const outcome of outcomes) this.#endOf(outcome);
      },
      // The database is away: whoever ends the run in the end tells it.
      () => undefined,
    );
    this.#asking.add(asked);
    void asked.then(() => this.#asking.delete(asked));
  }

  #endOf(outcome: RunOutcome): void {
    const { status, completedAt, message } = outcome;
    if (completedAt === null || !isEnded(status)) return;
    this.#end({ ...outcome, status, completedAt, message: message ?? outcome.error?.message ?? `It ended ${status}` });
  }
}
