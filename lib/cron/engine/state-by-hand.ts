import type { AnyJob } from "../jobs/define-job.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { Alongside } from "../ports/queue.ts";
import type { ReplaceStateAnswer, StoredState } from "../ports/states.ts";
import { viewState } from "../runs/state-access.ts";
import { checkWith, InvalidParamsError } from "../words/errors.ts";
import type { Json } from "../words/json.ts";
import { unstorableIssues } from "../words/storable-text.ts";

/** Reading, setting and resetting a job's state by a person. */

export interface StateByHand {
  stored: StoredState;
  /** Why the job cannot use what is stored, or null. */
  problem: string | null;
}

/** A person's change of a job's state; null resets. */
export interface HandWrittenState {
  job: string;
  key?: string;
  version: number;
  value: unknown;
  actor: string;
  /** Written with the change. */
  alongside?: Alongside<ReplaceStateAnswer>;
}

export async function readState({ states }: EngineParts, job: AnyJob, key = ""): Promise<StateByHand> {
  const stored = await states.load({ jobName: job.name, key });
  const view = viewState(job, stored);
  return {
    stored: stored ?? { version: 0, value: null, epoch: 0 },
    problem: view.kind === "broken" ? view.problem : null,
  };
}

/**
 * Sets the state (null resets it) while it is still at `version`. The epoch rises when the change asks for work that
 * was done before: a reset, a broken state mended, or what the job calls a rewind.
 * @throws InvalidParamsError when the job's state schema, or the database, refuses the value
 */
export async function writeState(
  parts: EngineParts,
  job: AnyJob,
  request: Omit<HandWrittenState, "job">,
): Promise<ReplaceStateAnswer> {
  const stateKey = { jobName: job.name, key: request.key ?? "" };
  const value = request.value === null ? null : parseState(job, request.value);
  const stored = await parts.states.load(stateKey);
  return parts.states.replace(stateKey, request.version, value, {
    raiseEpoch: asksForRepetition(job, stored, value),
    actor: request.actor,
    alongside: request.alongside,
  });
}

function asksForRepetition(job: AnyJob, stored: StoredState | null, after: Json): boolean {
  const before = viewState(job, stored);
  if (after === null || before.kind === "broken") return true;
  return before.kind === "present" && (job.stateRewound?.(before.value, after) ?? false);
}

function parseState(job: AnyJob, value: unknown): Json {
  const checked = job.state && checkWith(job.state, value);
  if (!checked) throw new InvalidParamsError(job.name, [{ path: "", message: "this job keeps no state" }]);
  if (!checked.success) throw new InvalidParamsError(job.name, checked.issues);
  const unstorable = unstorableIssues(value);
  if (unstorable.length > 0) throw new InvalidParamsError(job.name, unstorable);
  return value as Json;
}
