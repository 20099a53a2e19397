import { messageOfResult } from "../jobs/result.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { AttemptEntry, FinishAnswer, FinishRequest, LogLine, Progress } from "../ports/runs.ts";
import type { EndedRun, RunAnswer } from "../words/answers.ts";
import type { RunError } from "../words/json.ts";
import { toRunError, toSafeJson, toSafeText } from "../words/serialize.ts";
import { type EndedStatus, isEnded } from "../words/vocabulary.ts";
import type { Decision } from "./decide.ts";
import type { HeldRun, Leased } from "./held-run.ts";
import type { SendBeats } from "./keeper.ts";

/** Writing down what became of a run: once, and only while it is still ours. */

const MAX_MESSAGE_LENGTH = 1000;

/** A finish without what is still to be taken from the held run. */
type RunFinishFacts = FinishRequest extends infer Request
  ? Request extends FinishRequest
    ? Omit<Request, "lagMs" | "lines" | "progress" | "reports">
    : never
  : never;

/** What is left of an outcome whose content the database refused. */
const BARE = { result: { truncated: true }, attemptEntry: null };

interface Settling<Kind extends Decision["kind"]> {
  held: HeldRun;
  decision: Extract<Decision, { kind: Kind }>;
  beganAt: Date;
}

export async function endRun(parts: EngineParts, { held, decision, beganAt }: Settling<"end">): Promise<RunAnswer> {
  const { status, reason, result } = decision;
  const thrown =
    decision.error === null ? null : toRunError(decision.error, { redact: held.redact, tellStack: parts.tellStack });
  const sentence = result ? messageOfResult(result) : sentenceOf(status, thrown);
  const message = toSafeText(sentence, MAX_MESSAGE_LENGTH, held.redact);
  const error = thrown ?? (status === "failed" ? { name: "ItemsFailed", message, code: null, stack: null } : null);
  const safeResult = result === null ? null : toSafeJson(result, { redact: held.redact });
  const answer = await finish(parts, held, {
    ...finishBase(parts, { held, beganAt, error, outcome: attemptResultOf(status) }),
    kind: "ended",
    status,
    reason,
    message,
    result: safeResult,
    error,
  });
  if (!answer.applied) return letGo(parts, held);
  return tellEnding(parts, held, { answer, status, message, result: safeResult, error });
}

export async function handBackRun(
  parts: EngineParts,
  { held, decision, beganAt }: Settling<"hand_back">,
): Promise<RunAnswer> {
  const error = toRunError(decision.error, { redact: held.redact, tellStack: parts.tellStack });
  const answer = await finish(parts, held, {
    ...finishBase(parts, { held, beganAt, error, outcome: decision.outcome }),
    kind: "retrying",
    retryInMs: decision.waitMs,
    costs: decision.costs,
    reason: decision.reason,
    message: error.message,
    result: null,
    error,
  });
  if (!answer.applied) return letGo(parts, held);
  // Cancelled or replaced meanwhile, or no attempt left by the store's count: then it did not go back to wait.
  if (answer.status !== null && isEnded(answer.status)) {
    return tellEnding(parts, held, { answer, status: answer.status, message: error.message, result: null, error });
  }
  const waiting = {
    runId: held.run.id,
    jobName: held.run.jobName,
    status: "retrying",
    reason: decision.reason,
  } as const;
  const { trigger } = held.run;
  parts.events.emit({ type: "run_waiting", ...waiting, trigger, retryInMs: decision.waitMs });
  return { kind: "waiting", ...waiting };
}

function tellEnding(
  parts: EngineParts,
  { run }: HeldRun,
  ending: Pick<EndedRun, "status" | "message" | "result" | "error"> & { answer: FinishAnswer },
): RunAnswer {
  const { answer, ...told } = ending;
  const completedAt = answer.completedAt ?? parts.clock.now();
  const ended = {
    ...told,
    id: run.id,
    jobName: run.jobName,
    trigger: run.trigger,
    scheduledFor: run.scheduledFor,
    startedAt: run.startedAt,
    completedAt,
    durationMs: Math.max(0, completedAt.getTime() - run.startedAt.getTime()),
    attempts: run.attempt,
  };
  parts.events.emit({ type: "run_ended", run: ended });
  return { kind: "ended", run: ended };
}

/** The run is another process's now: nothing is written, and whoever waits is told so. */
export function letGo({ events }: EngineParts, { run }: HeldRun): RunAnswer {
  events.emit({ type: "run_lost", run });
  return { kind: "lost", runId: run.id, jobName: run.jobName };
}

function finishBase(
  { clock }: EngineParts,
  attempt: { held: HeldRun; beganAt: Date; error: RunError | null; outcome: AttemptEntry["outcome"] },
) {
  const { held, beganAt, error, outcome } = attempt;
  const entry = {
    attempt: held.run.attempt,
    startedAt: beganAt,
    endedAt: clock.now(),
    outcome,
    error: error?.message ?? null,
  };
  return {
    runId: held.run.id,
    fence: held.run.fence,
    attemptEntry: error === null ? null : entry,
  };
}

async function finish(parts: EngineParts, held: HeldRun, outcome: RunFinishFacts): Promise<FinishAnswer> {
  const answer = await writeOutcome(parts, {
    held,
    beat: (beats) => parts.runs.beat(beats),
    write: ({ bare, ...telling }) => {
      const reports = bare ? [] : held.reports;
      return parts.runs.finish({ ...outcome, ...telling, reports, ...(bare ? BARE : {}) });
    },
  });
  if (answer.applied && answer.nextWaits) {
    parts.events.emit({ type: "lock_key_freed", lockKey: held.run.lockKey, runId: held.run.id });
  }
  return answer;
}

function attemptResultOf(status: EndedStatus): AttemptEntry["outcome"] {
  switch (status) {
    case "timed_out":
      return "timed_out";
    case "cancelled":
    case "abandoned":
      return "interrupted";
    case "completed":
    case "partial":
    case "failed":
      return "failed";
  }
}

const sentenceOf = (status: EndedStatus, error: RunError | null) => error?.message ?? `The run ended as ${status}`;

/** How long an outcome waits for a database that is away, and how often it knocks. */
const PATIENCE_MS = 300_000;
const PAUSE_MS = 500;
/** How long it waits for the answer to a beat: one that hangs on another run's row must not keep a lock key for long. */
const LAST_BEAT_MS = 2_000;

/** What goes with an outcome. `bare`: the database refused the content, so the payload is to be left out. */
interface Telling {
  lines: LogLine[];
  progress: Progress | null;
  lagMs: number;
  bare: boolean;
}

/**
 * Writes an outcome; while the database is away it is kept and dated back by the time it waited. What the database
 * refuses for its content is written once more without the payload: the ending matters more than its details.
 */
export async function writeOutcome<Run extends Leased, Answer>(
  parts: EngineParts,
  { held, beat, write }: { held: HeldRun<Run>; beat: SendBeats; write: (telling: Telling) => Promise<Answer> },
): Promise<Answer> {
  const beganMs = parts.clock.monotonicMs();
  let bare = false;
  let news: Pick<Telling, "lines" | "progress"> | null = null;
  for (;;) {
    const lagMs = Math.round(parts.clock.monotonicMs() - beganMs);
    try {
      await sendSpare(parts, held, beat);
      await lastBeat(parts, held); // after the spare: the keeper's own may have begun meanwhile, with the lines that are left
      news ??= { lines: held.takeLines(), progress: held.takeProgress() };
      return await write({ ...(bare ? { lines: [], progress: null } : news), lagMs, bare });
    } catch (error) {
      parts.events.emit({ type: "store_failed", operation: "finish", error });
      const away = parts.isStoreUnavailable(error);
      if (away ? lagMs > PATIENCE_MS : bare) throw error;
      held.owesOutcome = away;
      if (away) await parts.clock.sleep(PAUSE_MS);
      else bare = true;
    }
  }
}

/** A beat that came after the ending would be refused with the lines that it carries. */
async function lastBeat<Run extends Leased>({ clock }: EngineParts, { beatUnderWay }: HeldRun<Run>): Promise<void> {
  if (beatUnderWay === null) return;
  const over = new AbortController();
  await Promise.race([beatUnderWay, clock.sleep(LAST_BEAT_MS, over.signal)]);
  over.abort();
}

/** What an outcome does not carry goes ahead in beats of its own. @throws when the store is away, with nothing lost */
async function sendSpare<Run extends Leased>(parts: EngineParts, held: HeldRun<Run>, send: SendBeats): Promise<void> {
  while (held.hasSpare) {
    const beat = held.takeBeat(null);
    try {
      await send([beat]);
    } catch (error) {
      if (parts.isStoreUnavailable(error)) {
        held.putBack(beat);
        throw error;
      }
      parts.events.emit({ type: "store_failed", operation: "log lines", error });
    }
  }
}
