import type { StateAccess, StateView } from "../jobs/context.ts";
import type { AnyJob } from "../jobs/define-job.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { StoredState } from "../ports/states.ts";
import { checkWith, issuesText, LeaseLostError, StateConflictError } from "../words/errors.ts";
import type { Json } from "../words/json.ts";
import type { Redact } from "../words/redact.ts";
import { copySafely } from "../words/serialize.ts";
import type { HeldRun } from "./held-run.ts";
import { whileAway } from "./while-away.ts";

/** A saved state may be larger than a result: cursors over many keys live in it. */
const MAX_STATE_BYTES = 256 * 1024;

/** The state of one run's concurrency key, for its handler. Remembers the version it last saw. */
export function createStateAccess(
  parts: EngineParts,
  { job, held, signal, key }: { job: AnyJob; held: HeldRun; signal: AbortSignal; key: string },
): StateAccess<unknown> {
  const stateKey = { jobName: job.name, key };
  let version: number | null = null;
  const load = async () => {
    const stored = await whileAway(parts, { operation: "state load", signal }, () => parts.states.load(stateKey));
    version = stored?.version ?? 0;
    return stored;
  };
  return {
    get: async () => viewState(job, await load()),
    async save(value) {
      if (version === null) await load();
      const expected = version ?? 0;
      const json = toStateJson(job, value, held.redact);
      const run = { runId: held.run.id, fence: held.run.fence };
      // The same save again after a lost answer counts as saved, once.
      const answer = await whileAway(parts, { operation: "state save", signal }, () =>
        parts.states.saveFenced(stateKey, expected, json, run),
      );
      switch (answer.outcome) {
        case "saved":
          version = answer.version;
          held.moved = true;
          return;
        case "lease_lost":
          held.stop("lease_lost");
          throw new LeaseLostError(held.run.id);
        case "conflict":
          throw new StateConflictError(job.name, expected, answer.version);
      }
    },
  };
}

/** What is stored, judged by the job's schema. */
export function viewState(job: AnyJob, stored: StoredState | null): StateView<unknown> {
  const epoch = stored?.epoch ?? 0;
  if (stored === null || stored.value === null) return { kind: "absent", epoch };
  const checked = job.state && checkWith(job.state, stored.value);
  if (!checked) return { kind: "broken", problem: `${job.name} declares no state`, epoch };
  if (checked.success) return { kind: "present", value: checked.data, epoch };
  return { kind: "broken", problem: issuesText(checked.issues), epoch };
}

/** A state as it is stored, without secrets: it is shown, and outlives them. @throws RangeError when it is too large */
function toStateJson(job: AnyJob, value: unknown, redact: Redact) {
  const { copy, truncated } = copySafely(value, { maxBytes: MAX_STATE_BYTES, redact });
  if (truncated) {
    throw new RangeError(`The state of ${job.name} is above ${MAX_STATE_BYTES} bytes: keep a cursor, not a list`);
  }
  return copy;
}

/**
 * The state of a backfill run, which may overlap a live one and must not touch the live state: it begins absent, and
 * what the handler saves is kept in memory for this attempt only. It does not count as movement either: a continuation
 * would begin anew. The epoch is the live one, because handlers compare it with what they stored.
 */
export function createBackfillState(
  parts: EngineParts,
  { job, held, signal, key }: { job: AnyJob; held: HeldRun; signal: AbortSignal; key: string },
): StateAccess<unknown> {
  const stateKey = { jobName: job.name, key };
  let kept: Json = null;
  return {
    async get() {
      const live = await whileAway(parts, { operation: "state load", signal }, () => parts.states.load(stateKey));
      return viewState(job, { version: 0, value: kept, epoch: live?.epoch ?? 0 });
    },
    async save(value) {
      kept = toStateJson(job, value, held.redact);
    },
  };
}
