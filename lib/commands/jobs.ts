import { type Acting, actorName } from "../auth/acting.ts";
import { type AuditEntry, recordAlongside, recordAudit } from "../auth/audit.ts";
import { ApiError } from "../auth/refusals.ts";
import type { AnyJob } from "../cron/jobs/define-job.ts";
import { UnknownJobError } from "../cron/words/errors.ts";
import type { Json } from "../cron/words/json.ts";
import { switchedTo } from "../dashboard/jobs/job-switches.ts";
import type { Prisma } from "../db.ts";
import type { Runtime } from "../runtime.ts";

/** The definition behind a name or alias. @throws UnknownJobError */
export function requireJob({ engine }: Pick<Runtime, "engine">, nameOrAlias: string): AnyJob {
  return foundFor(nameOrAlias, engine.find(nameOrAlias));
}

/** What a read model found about a job. @throws UnknownJobError when it found none */
export function foundFor<Found>(nameOrAlias: string, found: Found | null): Found {
  if (found === null) throw new UnknownJobError(nameOrAlias);
  return found;
}

interface Toggle {
  /** Name or alias. */
  job: string;
  enabled: boolean;
  /** Why; kept with the switch and in the audit log. */
  notes?: string | undefined;
}

/**
 * Switches a job on or off. Who, when and why are kept.
 * @returns the job's canonical name and the switch before and after
 * @throws UnknownJobError
 */
export async function toggleJob(acting: Acting, { job, enabled, notes }: Toggle) {
  const { db } = acting.runtime;
  const definition = requireJob(acting.runtime, job);
  const change = { enabled, notes: notes ?? null, ...switchedBy(acting) };
  const key = { jobName: definition.name };
  const before = await db.$transaction(async (tx) => {
    const stored = await tx.cronJobConfig.findUnique({ where: key, select: { enabled: true, notes: true } });
    const former = stored ?? { enabled: definition.enabledByDefault ?? true, notes: null };
    await nameActor(tx, change.lastModifiedActor);
    await tx.cronJobConfig.upsert({ where: key, update: change, create: { ...key, ...change } });
    const after = { enabled, notes: change.notes };
    await recordAudit(tx, acting, { action: "job.toggle", target: definition.name, before: former, after });
    return former;
  });
  return { jobName: definition.name, enabled, wasEnabled: before.enabled };
}

/**
 * Gives the switch back to the code. Without an override it changes nothing and leaves no trace.
 * @throws UnknownJobError
 */
export async function resetToggle(acting: Acting, job: string): Promise<void> {
  const { name, enabledByDefault = true } = requireJob(acting.runtime, job);
  const key = { jobName: name };
  await acting.runtime.db.$transaction(async (tx) => {
    const select = { enabled: true, enabledByCode: true, notes: true };
    const stored = await tx.cronJobConfig.findUnique({ where: key, select });
    if (stored === null || switchedTo(stored) === null) return;
    const change = {
      enabled: stored.enabledByCode,
      notes: null,
      ...switchedBy(acting),
    };
    await nameActor(tx, change.lastModifiedActor);
    await tx.cronJobConfig.update({ where: key, data: change });
    const before = { enabled: stored.enabled, notes: stored.notes, origin: "override" };
    const after = { enabled: enabledByDefault, notes: null, origin: "code" };
    await recordAudit(tx, acting, { action: "job.reset", target: name, before, after });
  });
}

function switchedBy(acting: Acting) {
  const { actor } = acting;
  return {
    lastModifiedAt: new Date(),
    lastModifiedBy: actor.kind === "person" ? actor.person.id : null,
    lastModifiedActor: actorName(acting).slice(0, 200),
  };
}

/** Else the table's trigger takes the switch for one by hand, and writes that down. */
async function nameActor(tx: Prisma.TransactionClient, actor: string): Promise<void> {
  await tx.$queryRaw`select set_config('belfry.actor', ${actor}, true)`;
}

interface StateChangeRequest {
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
export async function changeJobState(acting: Acting, { job, key, version, value }: StateChangeRequest) {
  const before = await readJobState(acting, job, key);
  const answer = await acting.runtime.engine.writeState({
    job: before.jobName,
    key,
    version: version ?? before.version,
    value,
    actor: actorName(acting),
    alongside: async (within, { outcome }) => {
      if (outcome === "saved") await recordAlongside(within, acting, stateChange(before, { key, value }));
    },
  });
  if (answer.outcome === "conflict") {
    throw conflict(version ?? before.version, await readJobState(acting, before.jobName, key));
  }
  return await readJobState(acting, before.jobName, key);
}

function stateChange(
  { jobName, state }: Awaited<ReturnType<typeof readJobState>>,
  { key, value }: Pick<StateChangeRequest, "key" | "value">,
): AuditEntry {
  const target = key === "" ? jobName : `${jobName} (${key})`;
  return { action: value === null ? "state.reset" : "state.set", target, before: state, after: value };
}

function conflict(expected: number, { jobName, version, state }: Awaited<ReturnType<typeof readJobState>>): ApiError {
  return new ApiError(
    `The state of ${jobName} is at version ${version}, you changed version ${expected}: look at what it is now and repeat`,
    { status: 409, code: "version_conflict", details: { version, current: state } },
  );
}
