import type { z } from "zod";
import type { AnyJob } from "../jobs/define-job.ts";
import type { ReplaceStateAnswer, StoredState } from "../ports/states.ts";
import type { Invocation } from "../runs/invocation.ts";
import type { BegunRun, NotBegun, RunAnswer, RunRequest } from "../words/answers.ts";
import type { DispatchReport } from "./dispatcher.ts";
import type { HandWrittenState } from "./state-by-hand.ts";
import type { SweepReport } from "./sweep.ts";

type JobNamed<Jobs extends readonly AnyJob[], Name> = Extract<Jobs[number], { name: Name }>;

export interface Engine<Jobs extends readonly AnyJob[] = readonly AnyJob[]> {
  readonly jobs: Jobs;
  /** The definition behind a name or alias, or null. */
  find(nameOrAlias: string): AnyJob | null;
  /** Runs a job from code: its name and parameters are checked by the compiler. */
  runNow<Name extends Jobs[number]["name"]>(
    name: Name,
    params: z.input<JobNamed<Jobs, Name>["params"]>,
  ): Promise<RunAnswer>;
  /**
   * The invocation of a call that begins now, for whatever the call does here. On a platform, give its `settled()` to
   * `after()`: it may not end before. A process that was started has one for everything.
   */
  invoke(): Invocation;
  /**
   * Runs a job and waits for what becomes of it.
   * @throws UnknownJobError, InvalidParamsError, DrainingError; and what the store throws when it cannot be reached
   */
  run(request: RunRequest, invocation?: Invocation): Promise<RunAnswer>;
  /** What became of a run, from its row: null while it has not ended, and for a run that is not there (any more). */
  ending(runId: string): Promise<RunAnswer | null>;
  /** Like `run`, but answers as soon as the run is admitted. */
  begin(request: RunRequest, invocation?: Invocation): Promise<{ kind: "begun"; run: BegunRun } | NotBegun>;
  /** Rescues dead runs and continues due waiting ones in this process. Bounded; `done` settles when those runs, and their successors, do. */
  sweep(invocation?: Invocation): Promise<SweepReport>;
  /** Sweeps unless this process did within the last sweep interval. Before a call: what hinders it is told, not thrown. */
  sweepIfDue(invocation?: Invocation): Promise<SweepReport>;
  /** One turn of everything that moves by itself: dispatches what is due, then sweeps. */
  tick(invocation?: Invocation): Promise<SweepReport & DispatchReport>;
  /** Gives the slots of these schedules that have come their ending now, before what they follow changes. */
  settleSlots(scheduleIds: readonly string[]): Promise<void>;
  /** Starts the sweep loop of a long-lived process and, with `scheduler`, its dispatcher. */
  start(options?: { scheduler: boolean }): void;
  /** Queue mode: works on the runs that arrive, at most `atOnce` live ones at a time, until the drain. */
  work(atOnce: number): Promise<void>;
  /** Takes no new runs, aborts what runs, hands it back, and resolves when all have stopped or `graceMs` is over. */
  drain(graceMs: number): Promise<{ stopped: number; abandoned: number }>;
  readonly live: {
    running: number;
    draining: boolean;
    lastSweepAt: Date | null;
    /** Whether the embedded scheduler runs in this process. */
    scheduling: boolean;
    lastDispatchAt: Date | null;
  };
  readState(job: string, key?: string): Promise<{ stored: StoredState; problem: string | null }>;
  /** A person's change: null resets. @throws InvalidParamsError when the job's state schema refuses the value */
  writeState(request: HandWrittenState): Promise<ReplaceStateAnswer>;
}
