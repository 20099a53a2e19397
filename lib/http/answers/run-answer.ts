import type { EndedRun, RunAnswer } from "../../cron/words/answers.ts";
import type { AbortReason, RunStatus } from "../../cron/words/vocabulary.ts";
import { type ApiStatus, apiStatusOf } from "../../dashboard/words/status-words.ts";
import { json } from "./answers.ts";

/** Seconds after which a caller of a process that shuts down may call again: another one has the run by then. */
const RETRY_AFTER_SECONDS = 5;

/** `execution` of every answer about a run; `duration` in ms. What this process does not know is null. */
export interface Execution {
  id: string | null;
  startedAt: Date | null;
  completedAt: Date | null;
  duration: number | null;
  status: ApiStatus;
  attempts: number | null;
  trigger: string | null;
  scheduledFor: Date | null;
}

/** The one shape of answers about a run (API page); failures, refusals and waiting runs add fields. */
export interface RunAnswerBody {
  success: boolean;
  jobName: string;
  message: string;
  data: unknown;
  execution: Execution;
  timestamp: Date;
  [added: string]: unknown;
}

export interface ToldRun {
  status: number;
  body: RunAnswerBody;
  headers: Record<string, string>;
}

/** How an answer is told: where its caller can read a run that has not ended, and what time it is. */
interface RunTelling {
  locationOf(runId: string): string;
  now: Date;
}

type Answer<Kind extends RunAnswer["kind"]> = Extract<RunAnswer, { kind: Kind }>;

/** Puts what became of a run into the one answer shape of the API page. */
export function tellRun(answer: RunAnswer, telling: RunTelling): ToldRun {
  switch (answer.kind) {
    case "ended":
      return tellEnded(answer.run, telling);
    case "skipped":
      return tellSkipped(answer, telling);
    case "waiting":
      if (answer.reason === "shutdown") return tellHandedBack(answer, telling);
      return tellPending({ ...answer, message: waitingSentence(answer) }, telling);
    case "stopping":
      return tellStopping(answer, telling);
    case "lost": {
      const message = "Another process holds this run now; read its outcome at Location";
      return tellPending({ ...answer, status: "started", message }, telling);
    }
  }
}

/**
 * The answer to a request that came before under the same key.
 * @param refusal how the repetition was refused
 * @param ending what became of the first request's run, or null while it has not ended
 */
export function tellRepeated(refusal: Answer<"skipped">, ending: RunAnswer | null, telling: RunTelling): ToldRun {
  const { runId, jobName, firstStatus } = refusal;
  if (ending === null && (runId === null || firstStatus === null)) return tellRun(refusal, telling);
  const message = "This request came before; its run has not ended: read its outcome at Location";
  const pending = { runId: runId ?? "", jobName, status: apiStatusOf(firstStatus ?? "started"), message };
  const told = ending === null ? tellPending(pending, telling) : tellRun(ending, telling);
  return { ...told, body: { ...told.body, duplicate: true } };
}

interface PendingRun {
  runId: string;
  jobName: string;
  status: ApiStatus;
  message: string;
  reason?: string;
}

/** A run that has not ended: 202 with its id and where to read it. */
export function tellPending(run: PendingRun, { locationOf, now }: RunTelling): ToldRun {
  const { runId, reason } = run;
  const added = { pending: true, runId, ...(reason && { reason }) };
  return { status: 202, body: { ...unknownBody(run, now), ...added }, headers: { location: locationOf(runId) } };
}

export function runResponse({ status, body, headers }: ToldRun): Response {
  return json(body, { status, headers });
}

function tellEnded(run: EndedRun, { now }: RunTelling): ToldRun {
  const { word, http, success } = answerStatus(run.status);
  const { id, jobName, message, startedAt, completedAt, durationMs, attempts, trigger, scheduledFor } = run;
  const execution = { id, startedAt, completedAt, duration: durationMs, status: word, attempts, trigger, scheduledFor };
  const body = { success, jobName, message, data: run.result, execution, timestamp: now };
  const failure = success ? {} : { error: run.error?.message ?? message, code: run.status };
  return { status: http, body: { ...body, ...failure }, headers: {} };
}

/** A refusal answers 200: nothing went wrong, and a caller that retries errors must not storm us. */
function tellSkipped(answer: Answer<"skipped">, { now }: RunTelling): ToldRun {
  const { runId, reason, firstStatus, heldBy } = answer;
  const firstRun = firstStatus === null ? null : { runId, status: answerStatus(firstStatus).word };
  const added = { skipped: true, reason, ...(heldBy && { heldBy }), ...(firstRun && { firstRun }) };
  return { status: 200, body: { ...unknownBody({ ...answer, status: "skipped" }, now), ...added }, headers: {} };
}

/** The handler ignores its abort: what will become of the run is settled, only its row still says `started`. */
function tellStopping(answer: Answer<"stopping">, telling: RunTelling): ToldRun {
  const { status, code } = settledBy(answer.reason);
  if (code === "shutdown") return tellHandedBack({ ...answer, status: "retrying" }, telling);
  const pending = tellPending({ ...answer, status }, telling);
  if (status === "started") return pending;
  const body = { ...unknownBody({ ...answer, status }, telling.now), error: answer.message, code };
  return { ...pending, status: status === "failed" ? 500 : 409, body };
}

function settledBy(reason: AbortReason): { status: "failed" | "cancelled" | "started"; code: string } {
  switch (reason) {
    case "timeout":
      return { status: "failed", code: "timed_out" };
    case "cancel":
    case "replaced":
      return { status: "cancelled", code: "cancelled" };
    case "shutdown":
    case "deadline":
    case "lease_lost":
      return { status: "started", code: reason };
  }
}

function tellHandedBack(run: Omit<PendingRun, "message">, telling: RunTelling): ToldRun {
  const message = "The process shut down during the run and handed it back; another one goes on with it";
  const { body, headers } = tellPending({ ...run, message }, telling);
  return {
    status: 503,
    body: { ...body, error: message, code: "shutting_down" },
    headers: { ...headers, "retry-after": String(RETRY_AFTER_SECONDS) },
  };
}

function waitingSentence({ status, reason }: Answer<"waiting">): string {
  if (reason === "waits_for_worker") return "The run waits for a worker; read its outcome at Location";
  const what = status === "queued" ? "The run waits for its turn" : "The run goes on with another attempt";
  return `${what} (${reason}); read its outcome at Location`;
}

interface ToldInPart {
  runId: string | null;
  jobName: string;
  message: string;
  status: ApiStatus;
}

function unknownBody({ runId, jobName, message, status }: ToldInPart, now: Date): RunAnswerBody {
  const unknown = { startedAt: null, completedAt: null, duration: null, attempts: null, trigger: null };
  const execution = { id: runId, ...unknown, status, scheduledFor: null };
  return { success: false, jobName, message, data: null, execution, timestamp: now };
}

interface AnswerStatus {
  /** `execution.status` of the answer. */
  word: ApiStatus;
  /** HTTP status of an answer about a run in this state. */
  http: 200 | 202 | 409 | 500;
  /** `success` of the answer: only a run that did its work says true. */
  success: boolean;
}

/** What an answer says about each word; states map to words in lib/dashboard/words/status-words.ts (details page). */
const BY_WORD: Record<ApiStatus, Omit<AnswerStatus, "word">> = {
  success: { http: 200, success: true },
  partial: { http: 200, success: true },
  failed: { http: 500, success: false },
  cancelled: { http: 409, success: false },
  skipped: { http: 200, success: false },
  queued: { http: 202, success: false },
  retrying: { http: 202, success: false },
  started: { http: 202, success: false },
};

export function answerStatus(state: RunStatus): AnswerStatus {
  const word = apiStatusOf(state);
  return { word, ...BY_WORD[word] };
}
