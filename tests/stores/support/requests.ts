import { randomBytes } from "node:crypto";
import type {
  AdmitAnswer,
  AdmitRequest,
  Beat,
  ClaimRequest,
  FinishRequest,
  RunStore,
  StartedRun,
} from "../../../lib/cron/ports/runs.ts";
import { newRunId } from "../../../lib/cron/words/run-id.ts";

export const LEASE_MS = 20_000;

export const newId = (): string => newRunId(new Date(), (count) => randomBytes(count));

/** A request with nothing special about it; the lock key is the job's name unless given. */
export function admission(changes: Partial<AdmitRequest> = {}): AdmitRequest {
  return {
    id: newId(),
    jobName: "job",
    trigger: "http",
    slot: null,
    requestKey: null,
    lockKey: changes.jobName ?? "job",
    lanes: 1,
    overlap: "skip",
    leaseMs: LEASE_MS,
    maxAttempts: 3,
    params: {},
    actor: null,
    worker: "worker",
    release: null,
    force: false,
    enabledByDefault: true,
    parentId: null,
    ...changes,
  };
}

/** A delivery of the slot at `instant`, which is past. */
export const slotAt = (instant: string, scheduleId = "job:job"): AdmitRequest["slot"] => ({
  scheduleId,
  previous: new Date(instant),
  next: null,
});

export function claiming(changes: Partial<ClaimRequest> = {}): ClaimRequest {
  const jobNames = changes.jobNames ?? ["job"];
  return {
    worker: "worker",
    limit: 10,
    backfills: 10,
    leaseMs: LEASE_MS,
    jobNames,
    enabledByDefault: jobNames,
    ...changes,
  };
}

type Held = Pick<StartedRun, "id" | "fence">;

export function beating(run: Held, changes: Partial<Beat> = {}): Beat {
  const nothing = { leaseMs: null, progress: null, lines: [], abortReason: null, nextAttempt: null };
  return { runId: run.id, fence: run.fence, ...nothing, ...changes };
}

const emptyFinish = { lagMs: 0, reason: null, message: null, result: null, error: null };
const emptyReport = { progress: null, lines: [], reports: [], attemptEntry: null };

type Ended = Extract<FinishRequest, { kind: "ended" }>;
type Retrying = Extract<FinishRequest, { kind: "retrying" }>;

export function ending(run: Held, changes: Partial<Ended> = {}): Ended {
  const outcome = { kind: "ended", status: "completed" } as const;
  return { runId: run.id, fence: run.fence, ...emptyFinish, ...emptyReport, ...outcome, ...changes };
}

export function handingBack(run: Held, changes: Partial<Retrying> = {}): Retrying {
  const outcome = { kind: "retrying", retryInMs: 0, costs: "attempt" } as const;
  return { runId: run.id, fence: run.fence, ...emptyFinish, ...emptyReport, ...outcome, ...changes };
}

/** Admits a run that nothing stands in the way of. */
export async function begin(runs: RunStore, changes: Partial<AdmitRequest> = {}): Promise<StartedRun> {
  return startedRun(await runs.admit(admission(changes)));
}

export function startedRun(answer: AdmitAnswer): StartedRun {
  if (answer.outcome !== "started") throw new Error(`expected the run to start, got ${JSON.stringify(answer)}`);
  return answer.run;
}

export function onlyOne<T>(items: readonly T[]): T {
  const [first, ...others] = items;
  if (first === undefined || others.length > 0) throw new Error(`expected one item, got ${items.length}`);
  return first;
}

/** How often each value occurs. */
export function tally(values: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
