import type { Acting } from "../acting.ts";
import { recordAudit } from "../audit.ts";
import { requireJob } from "../known-job.ts";

export interface Toggle {
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
  const change = { enabled, notes: notes ?? null, lastModifiedAt: new Date(), lastModifiedBy: personId(acting) };
  const key = { jobName: definition.name };
  const before = await db.$transaction(async (tx) => {
    const stored = await tx.cronJobConfig.findUnique({ where: key, select: { enabled: true, notes: true } });
    const former = stored ?? { enabled: definition.enabledByDefault ?? true, notes: null };
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
    const stored = await tx.cronJobConfig.findUnique({ where: key, select: { enabled: true, notes: true } });
    if (stored === null || stored.enabled === null) return;
    const change = { enabled: null, notes: null, lastModifiedAt: new Date(), lastModifiedBy: personId(acting) };
    await tx.cronJobConfig.update({ where: key, data: change });
    const before = { enabled: stored.enabled, notes: stored.notes, origin: "override" };
    const after = { enabled: enabledByDefault, notes: null, origin: "code" };
    await recordAudit(tx, acting, { action: "job.reset", target: name, before, after });
  });
}

function personId({ actor }: Acting): string | null {
  return actor.kind === "person" ? actor.person.id : null;
}
