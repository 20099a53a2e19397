import { z } from "zod";
import { type Acting, actorName } from "../auth/acting.ts";
import { recordAudit } from "../auth/audit.ts";
import { type ApiError, invalidInput } from "../auth/refusals.ts";
import type { Json } from "../cron/words/json.ts";
import { exactInstant } from "../dashboard/words/instant.ts";
import { issueAt } from "../dashboard/words/issue-words.ts";
import { Prisma } from "../db.ts";
import { requireJob } from "./jobs.ts";

/** Why something is paused, for whoever reads it: shown wherever the pause is. Nobody has to say it. */
export const pauseReason = z
  .string()
  .trim()
  .max(500)
  .nullish()
  .transform((text) => text || null);

/** Body of the pause routes: why, and when it ends by itself. */
export const pauseBody = z.strictObject({
  reason: pauseReason,
  until: exactInstant.nullable().default(null),
});

/** Body of `POST /api/admin/scheduler/resume`: nothing is told. */
export const resumeBody = z.strictObject({});

/** What is held still: one job (name or alias), or everything. */
export type PauseTarget = { kind: "job"; job: string } | { kind: "all" };

export interface PauseRequest {
  /** When it ends by itself; null: when somebody resumes. */
  until: Date | null;
  /** Why; null: nobody said. */
  reason: string | null;
}

export interface PauseState {
  pausedAt: Date | null;
  pausedUntil: Date | null;
  pauseReason: string | null;
  pausedBy: string | null;
}

/**
 * Holds a job or everything still: calls and slots are answered `skipped: paused` until the end or a resume. A pause
 * of what is paused already takes its place.
 * @returns the canonical name, or "everything"
 * @throws UnknownJobError; ApiError 422 for an end that is over
 */
export async function pause(acting: Acting, target: PauseTarget, { until, reason }: PauseRequest): Promise<string> {
  if (until !== null && until <= acting.runtime.clock.now()) throw alreadyOver(until);
  const by = actorName(acting).slice(0, 200);
  const values = Prisma.sql`cron_now(), ${until}::timestamptz, ${reason}, ${by}`;
  return await change(acting, target, { action: "pause", values, note: reason });
}

/**
 * Ends a pause at once; without one it changes nothing. Slots that fell into it and that no dispatcher has seen yet are
 * skipped first: nothing is caught up. @throws UnknownJobError
 */
export async function resume(acting: Acting, target: PauseTarget): Promise<string> {
  await settleSlots(acting, target);
  const values = Prisma.sql`null::timestamptz, null::timestamptz, null, null`;
  return await change(acting, target, { action: "resume", values, note: null });
}

async function settleSlots({ runtime }: Acting, target: PauseTarget): Promise<void> {
  const jobName = target.kind === "job" ? requireJob(runtime, target.job).name : null;
  const come = await runtime.db.$queryRaw<{ id: string }[]>`
    select id from cron_schedules where next_slot <= cron_now() and (${jobName}::text is null or job_name = ${jobName})`;
  await runtime.engine.settleSlots(come.map(({ id }) => id));
}

interface Change {
  action: "pause" | "resume";
  /** paused_at, paused_until, pause_reason, paused_by. */
  values: Prisma.Sql;
  note: string | null;
}

async function change(acting: Acting, target: PauseTarget, { action, values, note }: Change): Promise<string> {
  const name = target.kind === "job" ? requireJob(acting.runtime, target.job).name : null;
  const subject = name ?? "everything";
  await acting.runtime.db.$transaction(async (tx) => {
    const before = await readPause(tx, name);
    await tx.$executeRaw(writing(name, values));
    const after = await readPause(tx, name);
    const noun = name === null ? "scheduler" : "job";
    await recordAudit(tx, acting, { action: `${noun}.${action}`, target: subject, before, after, note });
  });
  return subject;
}

const COLUMNS = Prisma.raw("paused_at, paused_until, pause_reason, paused_by");

function writing(name: string | null, values: Prisma.Sql): Prisma.Sql {
  const setting = Prisma.sql`update set (${COLUMNS}) = row (${values})`;
  return name === null
    ? Prisma.sql`insert into cron_scheduler_state (id, ${COLUMNS}) values (1, ${values}) on conflict (id) do ${setting}`
    : Prisma.sql`insert into cron_job_config (job_name, ${COLUMNS}) values (${name}, ${values})
                 on conflict (job_name) do ${setting}`;
}

async function readPause(tx: Prisma.TransactionClient, name: string | null): Promise<Json> {
  const select = { pausedAt: true, pausedUntil: true, pauseReason: true, pausedBy: true };
  const found: PauseState | null =
    name === null
      ? await tx.cronSchedulerState.findUnique({ where: { id: 1 }, select })
      : await tx.cronJobConfig.findUnique({ where: { jobName: name }, select });
  if (!found?.pausedAt) return null;
  const { pausedAt, pausedUntil, pauseReason, pausedBy } = found;
  return { pausedAt: pausedAt.toISOString(), pausedUntil: pausedUntil?.toISOString() ?? null, pauseReason, pausedBy };
}

function alreadyOver(until: Date): ApiError {
  return invalidInput("body", [issueAt("until", "not_ahead", { given: until.toISOString() })]);
}
