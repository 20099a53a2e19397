import type { EndedRun, RunAnswer } from "../cron/engine.ts";
import type { AbortReason } from "../cron/vocabulary.ts";
import { json } from "./answers.ts";
import { answerStatus } from "./run-status.ts";

/** Seconds after which a caller of a process that shuts down may call again: another one has the run by then. */
const RETRY_AFTER_SECONDS = 5;

/** `execution` of every answer about a run; instants in ISO 8601, `duration` in ms. What is not known is null. */
interface Execution {
  id: string | null;
  startedAt: Date | null;
  completedAt: Date | null;
  duration: number | null;
  status: string;
  attempts: number | null;
  trigger: string | null;
  scheduledFor: Date | null;
}

export interface RunAnswerBody {
  success: boolean;
  jobName: string;
  message: string;
  data: unknown;
  execution: Execution;
  timestamp: Date;
  [field: string]: unknown;
}

export interface ToldRun {
  status: number;
  body: RunAnswerBody;
  headers: Record<string, string>;
}

/**
 * Puts what became of a run into the one answer shape of the API page.
 * @param locationOf where the caller can read a run that has not ended
 */
export function tellRun(answer: RunAnswer, locationOf: (runId: string) => string, now: Date): ToldRun {
  switch (answer.kind) {
    case "ended":
      return tellEnded(answer.run, now);
    case "skipped":
      return tellSkipped(answer, now);
    case "waiting":
      return answer.reason === "shutdown"
        ? handedBack(answer, answer.status, locationOf(answer.runId), now)
        : tellPending({ ...answer, message: waitingSentence(answer) }, locationOf, now);
    case "stopping":
      return tellStopping(answer, locationOf, now);
    case "lost": {
      const message = "Another process holds this run now; read its outcome at Location";
      return tellPending({ ...answer, status: "started", message }, locationOf, now);
    }
  }
}

/** The answer of a caller that does not wait: 202 with the run's id and where to read it. */
export function tellPending(
  run: { runId: string; jobName: string; status: string; message: string; reason?: string },
  locationOf: (runId: string) => string,
  now: Date,
): ToldRun {
  const { runId, jobName, status, message, reason } = run;
  const execution = { ...unknownExecution(now).execution, id: runId, status };
  return {
    status: 202,
    body: { ...unknownExecution(now), jobName, message, execution, pending: true, runId, ...(reason && { reason }) },
    headers: { location: locationOf(runId) },
  };
}

export function runResponse({ status, body, headers }: ToldRun): Response {
  return json(body, { status, headers });
}

function tellEnded(run: EndedRun, now: Date): ToldRun {
  const { word, http, success } = answerStatus(run.status);
  const body = {
    success,
    jobName: run.jobName,
    message: run.message,
    data: run.result,
    execution: {
      id: run.id,
      startedAt: run.startedAt,
      completedAt: run.completedAt,
      duration: run.durationMs,
      status: word,
      attempts: run.attempts,
      trigger: run.trigger,
      scheduledFor: run.scheduledFor,
    },
    timestamp: now,
  };
  const failure = success ? {} : { error: run.error?.message ?? run.message, code: run.status };
  return { status: http, body: { ...body, ...failure }, headers: {} };
}

/** A refusal answers 200: nothing went wrong, and a caller that retries errors must not storm us. */
function tellSkipped(answer: Extract<RunAnswer, { kind: "skipped" }>, now: Date): ToldRun {
  const { jobName, reason, message, runId, firstStatus, heldBy } = answer;
  const execution = { ...unknownExecution(now).execution, id: runId, status: "skipped" };
  const firstRun = firstStatus === null ? null : { runId, status: answerStatus(firstStatus).word };
  const facts = { skipped: true, reason, ...(heldBy && { heldBy }), ...(firstRun && { firstRun }) };
  return { status: 200, body: { ...unknownExecution(now), jobName, message, execution, ...facts }, headers: {} };
}

/** The handler ignores its abort: the outcome is settled, only the row still says `started`. */
function tellStopping(
  answer: Extract<RunAnswer, { kind: "stopping" }>,
  locationOf: (runId: string) => string,
  now: Date,
): ToldRun {
  const pending = tellPending({ ...answer, status: "started" }, locationOf, now);
  const { word, http, code } = stoppingStatus(answer.reason);
  if (http === 202) return pending;
  if (http === 503) return handedBack(answer, word, locationOf(answer.runId), now);
  const { pending: _pending, ...body } = pending.body;
  const execution = { ...body.execution, status: word };
  return { ...pending, status: http, body: { ...body, execution, error: answer.message, code } };
}

function stoppingStatus(reason: AbortReason): { word: string; http: number; code: string } {
  switch (reason) {
    case "timeout":
      return { word: "failed", http: 500, code: "timed_out" };
    case "cancel":
    case "replaced":
      return { word: "cancelled", http: 409, code: "cancelled" };
    case "shutdown":
      return { word: "retrying", http: 503, code: "shutting_down" };
    case "deadline":
    case "lease_lost":
      return { word: "started", http: 202, code: reason };
  }
}

function handedBack(run: { runId: string; jobName: string }, status: string, location: string, now: Date): ToldRun {
  const message = "The process shut down during the run and handed it back; another one goes on with it";
  const { body } = tellPending({ ...run, status, message }, () => location, now);
  return {
    status: 503,
    body: { ...body, error: message, code: "shutting_down" },
    headers: { location, "retry-after": String(RETRY_AFTER_SECONDS) },
  };
}

function waitingSentence({ status, reason }: Extract<RunAnswer, { kind: "waiting" }>): string {
  const what = status === "queued" ? "The run waits for its turn" : "The run goes on with another attempt";
  return `${what} (${reason}); read its outcome at Location`;
}

function unknownExecution(now: Date) {
  const execution: Execution = {
    id: null,
    startedAt: null,
    completedAt: null,
    duration: null,
    status: "started",
    attempts: null,
    trigger: null,
    scheduledFor: null,
  };
  return { success: false, data: null, execution, timestamp: now };
}
