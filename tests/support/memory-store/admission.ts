import type { AdmitAnswer, AdmitRequest, SlotRequest } from "../../../lib/cron/ports/runs.ts";
import { rescueRuns } from "./rescue.ts";
import { end, type RunRow, type RunTable, toStartedRun } from "./run-table.ts";

/** How far the database's clock may be behind the caller's before a delivery counts for the slot before. */
const SLOT_SKEW_MS = 5_000;

/** Begins a run or says why not, in the order of lib/stores/postgres: a row decides, then the lock key does. */
export function admitRun(table: RunTable, request: AdmitRequest): AdmitAnswer {
  return decideAdmission(table, request, begin);
}

/** As `admitRun`, but the run waits for whoever claims it. */
export function enqueueRun(table: RunTable, request: AdmitRequest): Exclude<AdmitAnswer, { outcome: "started" }> {
  const answer = decideAdmission(table, request, waitForWorker);
  return answer.outcome === "started" ? { outcome: "queued", runId: answer.run.id } : answer;
}

interface Fitting {
  request: AdmitRequest;
  scheduledFor: Date | null;
  lane: number;
}

/** @param fits what becomes of a run whose lock key is free */
function decideAdmission(
  table: RunTable,
  request: AdmitRequest,
  fits: (table: RunTable, fitting: Fitting) => AdmitAnswer,
): AdmitAnswer {
  rescueRuns(table, { lockKey: request.lockKey, limit: Number.POSITIVE_INFINITY });
  const scheduledFor = request.slot && chooseSlot(request.slot, table.clock.now());
  const first = firstDelivery(table, request, scheduledFor);
  if (first) return answerAgain(first, request);
  if (!request.force && !(table.enabled.get(request.jobName) ?? request.enabledByDefault)) {
    return refuse(table, request, { reason: "disabled", scheduledFor, heldBy: null });
  }
  if (request.overlap === "replace") cancelWaiting(table, request.lockKey);
  const waiting = table.waiting(request.lockKey);
  const lane = table.freeLane(request.lockKey, request.lanes);
  if (lane !== null && (request.overlap === "allow" || waiting.length === 0)) {
    return fits(table, { request, scheduledFor, lane });
  }
  return overlapped(table, request, scheduledFor);
}

function chooseSlot({ previous, next }: SlotRequest, now: Date): Date | null {
  return next !== null && next.getTime() <= now.getTime() + SLOT_SKEW_MS ? next : previous;
}

function firstDelivery(table: RunTable, request: AdmitRequest, scheduledFor: Date | null): RunRow | null {
  const own = table.find(request.id);
  if (own) return own;
  const isSameSlot = (row: RunRow) =>
    scheduledFor !== null &&
    row.scheduleId === request.slot?.scheduleId &&
    row.scheduledFor?.getTime() === scheduledFor.getTime();
  const isSameRequest = (row: RunRow) =>
    request.requestKey !== null && row.jobName === request.jobName && row.requestKey === request.requestKey;
  return table.all().find(isSameSlot) ?? table.all().find(isSameRequest) ?? null;
}

/** A delivery of something admitted before; one with the caller's own id only repeats a lost answer. */
function answerAgain(row: RunRow, request: AdmitRequest): AdmitAnswer {
  if (row.id === request.id) {
    if (isStillAsAdmitted(row, request)) return { outcome: "started", run: toStartedRun(row) };
    if (row.status === "queued") return { outcome: "queued", runId: row.id };
  } else {
    row.deliveries++;
  }
  return { outcome: "duplicate", runId: row.id, status: row.status };
}

/** Once the run was handed on, a second answer `started` would let two processes hold it. */
function isStillAsAdmitted(row: RunRow, request: AdmitRequest): boolean {
  return (
    row.status === "started" &&
    row.worker === request.worker &&
    !row.successor &&
    row.attempts === 1 &&
    row.interruptions + row.continuations === 0
  );
}

function overlapped(table: RunTable, request: AdmitRequest, scheduledFor: Date | null): AdmitAnswer {
  const holders = table.holders(request.lockKey);
  const waiting = table.waiting(request.lockKey);
  if (request.overlap === "replace") {
    for (const row of holders) if (row.abortReason !== "cancel") row.abortReason = "replaced";
    return enqueue(table, request, scheduledFor);
  }
  if (request.overlap === "queue" && !waiting.some((row) => row.successor && row.status === "queued")) {
    return enqueue(table, request, scheduledFor);
  }
  const holder = holders[0] ?? waiting[0];
  const heldBy = holder ? { runId: holder.id, since: holder.startedAt } : null;
  return refuse(table, request, { reason: "already_running", scheduledFor, heldBy });
}

function cancelWaiting(table: RunTable, lockKey: string): void {
  for (const row of table.waiting(lockKey)) {
    end(row, { status: "cancelled", reason: "replaced", at: table.clock.now() });
  }
}

/** Under `allow`, runs that wait for a worker take up the places of the lock key as well. */
function waitForWorker(table: RunTable, { request, scheduledFor }: Fitting): AdmitAnswer {
  const open = table.holders(request.lockKey).length + table.waiting(request.lockKey).length;
  if (open >= request.lanes) return overlapped(table, request, scheduledFor);
  const now = table.clock.now();
  table.insert({ ...newRow(request, scheduledFor, now), status: "queued", nextAttemptAt: now });
  return { outcome: "queued", runId: request.id };
}

function begin(table: RunTable, admitted: Fitting): AdmitAnswer {
  const now = table.clock.now();
  const row: RunRow = {
    ...newRow(admitted.request, admitted.scheduledFor, now),
    status: "started",
    lane: admitted.lane,
    fence: table.nextFence(),
    leaseExpiresAt: new Date(now.getTime() + admitted.request.leaseMs),
    attemptStartedAt: now,
    attempts: 1,
    worker: admitted.request.worker,
  };
  table.insert(row);
  return { outcome: "started", run: toStartedRun(row) };
}

function enqueue(table: RunTable, request: AdmitRequest, scheduledFor: Date | null): AdmitAnswer {
  const now = table.clock.now();
  const row = newRow(request, scheduledFor, now);
  table.insert({ ...row, status: "queued", reason: "waits_for_lock", successor: true, nextAttemptAt: now });
  return { outcome: "queued", runId: request.id };
}

/** Only a refusal that stands for a slot leaves a row. */
function refuse(
  table: RunTable,
  request: AdmitRequest,
  refusal: {
    reason: "disabled" | "already_running";
    scheduledFor: Date | null;
    heldBy: { runId: string; since: Date } | null;
  },
): AdmitAnswer {
  const { reason, scheduledFor, heldBy } = refusal;
  if (scheduledFor === null) return { outcome: "skipped", reason, runId: null, heldBy };
  const now = table.clock.now();
  const row = newRow(request, scheduledFor, now);
  table.insert({ ...row, status: "skipped", reason, startedAt: scheduledFor, completedAt: now });
  return { outcome: "skipped", reason, runId: request.id, heldBy };
}

function newRow(request: AdmitRequest, scheduledFor: Date | null, now: Date): RunRow {
  return {
    id: request.id,
    jobName: request.jobName,
    trigger: request.trigger,
    scheduleId: request.slot?.scheduleId ?? null,
    scheduledFor,
    requestKey: request.requestKey,
    lockKey: request.lockKey,
    lanes: request.lanes,
    forced: request.force,
    successor: false,
    maxAttempts: request.maxAttempts,
    params: structuredClone(request.params),
    actor: request.actor,
    parentId: request.parentId,
    release: request.release,
    createdAt: now,
    status: "queued",
    reason: null,
    lane: null,
    fence: 0,
    leaseExpiresAt: null,
    nextAttemptAt: null,
    abortReason: null,
    startedAt: now,
    attemptStartedAt: null,
    completedAt: null,
    durationMs: null,
    attempts: 0,
    interruptions: 0,
    continuations: 0,
    deliveries: 1,
    result: null,
    progress: null,
    attemptLog: [],
    message: null,
    error: null,
    worker: null,
    lines: [],
    metrics: new Map(),
    reports: [],
  };
}
