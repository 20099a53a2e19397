import type { Json } from "../../cron/ports.ts";
import type { Acting } from "../acting.ts";
import { actorName } from "../acting.ts";
import { ApiError } from "../api-error.ts";
import { recordAudit } from "../audit.ts";
import { requireJob } from "../known-job.ts";

export interface StateChange {
  /** Name or alias. */
  job: string;
  /** Concurrency key, "" for a job that has none. */
  key: string;
  /** The version the person saw; null takes the one that is there. */
  version: number | null;
  /** Null resets. */
  value: Json;
}

/** @returns `version` 0 and `state` null while there is none; `problem` says where it does not fit the job's schema */
export async function readJobState({ runtime }: Pick<Acting, "runtime">, job: string, key: string) {
  const definition = requireJob(runtime, job);
  const { stored, problem } = await runtime.engine.readState(definition.name, key);
  const { version, epoch, value } = stored;
  return { jobName: definition.name, key, version, epoch, state: value, problem };
}

/**
 * Sets or resets a job's state.
 * @throws UnknownJobError, InvalidParamsError; ApiError 409 when somebody changed it since `version`
 */
export async function changeJobState(acting: Acting, { job, key, version, value }: StateChange) {
  const before = await readJobState(acting, job, key);
  const answer = await acting.runtime.engine.writeState({
    job: before.jobName,
    key,
    version: version ?? before.version,
    value,
    actor: actorName(acting),
  });
  if (answer.outcome === "conflict") {
    throw conflict(version ?? before.version, await readJobState(acting, before.jobName, key));
  }
  await recordAudit(acting.runtime.db, acting, {
    action: value === null ? "state.reset" : "state.set",
    target: key === "" ? before.jobName : `${before.jobName} (${key})`,
    before: before.state,
    after: value,
  });
  return await readJobState(acting, before.jobName, key);
}

function conflict(expected: number, { jobName, version, state }: Awaited<ReturnType<typeof readJobState>>): ApiError {
  return new ApiError(
    `The state of ${jobName} is at version ${version}, you changed version ${expected}: look at what it is now and repeat`,
    { status: 409, code: "version_conflict", details: { version, current: state } },
  );
}
