import type { EngineEvent } from "../cron/ports/events.ts";
import type { RescuedRun, StartedRun } from "../cron/ports/runs.ts";
import type { EndedRun } from "../cron/words/answers.ts";
import type { Clock, Random } from "../cron/words/clock.ts";
import { Loop } from "../cron/words/loop.ts";
import { FAILED_STATUSES, isOneOf } from "../cron/words/vocabulary.ts";
import type { Db } from "../db.ts";
import type { Watcher } from "./watcher.ts";

/** What the runs of jobs tell their watchers: their start, and whether they went well. @param watchers by name of the job */
export function followRuns(watchers: ReadonlyMap<string, Watcher>): (event: EngineEvent) => void {
  return (event) => {
    if (event.type === "run_started") tellStart(watchers, event.run);
    if (event.type === "run_ended") tellEnd(watchers, event.run);
    if (event.type === "runs_rescued") for (const run of event.runs) tellRescue(watchers, run);
  };
}

function tellStart(watchers: ReadonlyMap<string, Watcher>, { id, jobName, trigger, scheduledFor }: StartedRun): void {
  const slot = scheduledFor === null ? "" : `, slot ${scheduledFor.toISOString()}`;
  watchers.get(jobName)?.tell({ says: "start", runId: id, text: `${jobName} began (${trigger}${slot})` });
}

/** A run that a newer one replaced says nothing: that one will. One that a person cancelled did not do its work. */
function tellEnd(watchers: ReadonlyMap<string, Watcher>, run: EndedRun): void {
  const wasReplaced = run.status === "cancelled" && run.error?.message.includes("replaced this one");
  if (wasReplaced) return;
  const failed = run.status === "cancelled" || isOneOf(FAILED_STATUSES, run.status);
  watchers.get(run.jobName)?.tell({ says: failed ? "fail" : "success", runId: run.id, text: textOf(run) });
}

const MOST_TEXT = 1_000;

/** The message is without secrets: it is the row's. */
function textOf({ jobName, status, durationMs, attempts, trigger, scheduledFor, message }: EndedRun): string {
  const lines = [
    `${jobName}: ${status} after ${(durationMs / 1000).toFixed(1)} s, attempt ${attempts} (${trigger})`,
    ...(scheduledFor === null ? [] : [`slot ${scheduledFor.toISOString()}`]),
    message,
  ];
  return lines.join("\n").slice(0, MOST_TEXT);
}

/** Whoever finds a dead run speaks for it; one that is attempted again will speak for itself. */
function tellRescue(watchers: ReadonlyMap<string, Watcher>, { runId, jobName, status }: RescuedRun): void {
  if (status === "retrying") return;
  const text = `${jobName}: ${status}; its process stopped renewing its lease`;
  watchers.get(jobName)?.tell({ says: "fail", runId, text });
}

/** The watcher hears from us once in this time, over all processes. */
const PING_EVERY_SECONDS = 55;
/** How often a process looks whether it is time. */
const LOOK_EVERY_MS = 10_000;
/** A dispatcher takes a turn every 5 s; one that has not for so long stands. */
const STANDS_MS = 60_000;

export interface SchedulerPulseParts {
  watcher: Watcher;
  db: Db;
  clock: Pick<Clock, "now" | "monotonicMs" | "sleep">;
  random: Random;
  /** When this process last dispatched; null: not yet. */
  lastDispatchAt(): Date | null;
}

/**
 * Tells the scheduler's watcher once a minute that it turns, from a process that dispatches and can write to the database.
 * A scheduler that stands in a living process says so; a dead process says nothing, and that is what the watcher waits for.
 */
export class SchedulerPulse {
  readonly #parts: SchedulerPulseParts;
  readonly #loop: Loop;

  constructor(parts: SchedulerPulseParts) {
    this.#parts = parts;
    const { clock, random } = parts;
    const turn = async () => {
      await this.beat();
      return LOOK_EVERY_MS;
    };
    // A database that is away keeps the word back, which is the word; the dispatcher tells why.
    this.#loop = new Loop({ clock, random, turn, onFailure: () => undefined, mostBackoffMs: LOOK_EVERY_MS });
  }

  start(): void {
    this.#loop.start(LOOK_EVERY_MS);
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Tells the watcher if it is time. @throws what the database throws */
  async beat(): Promise<void> {
    const at = this.#parts.lastDispatchAt();
    if (at === null || !(await this.#isDue())) return;
    const stands = this.#parts.clock.now().getTime() - at.getTime() > STANDS_MS;
    const text = stands ? `Nothing was dispatched since ${at.toISOString()}` : `Dispatched at ${at.toISOString()}`;
    this.#parts.watcher.tell({ says: stands ? "fail" : "success", runId: null, text });
  }

  /** Of all processes one gets the minute. */
  async #isDue(): Promise<boolean> {
    const rows = await this.#parts.db.$queryRaw<unknown[]>`
      insert into cron_outside_state as s (id, pinged_at) values (1, cron_now())
      on conflict (id) do update set pinged_at = excluded.pinged_at
        where s.pinged_at is null or s.pinged_at <= excluded.pinged_at - make_interval(secs => ${PING_EVERY_SECONDS})
      returning 1`;
    return rows.length > 0;
  }
}
