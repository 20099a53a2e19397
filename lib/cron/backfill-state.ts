import type { StateAccess } from "./context.ts";
import type { AnyJob } from "./define-job.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineParts } from "./parts.ts";
import { whileAway } from "./patience.ts";
import type { Json } from "./ports.ts";
import { toStateJson, viewState } from "./state-access.ts";

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
