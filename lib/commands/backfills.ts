import { createHash, randomBytes } from "node:crypto";
import { type Acting, actorName } from "../auth/acting.ts";
import { type AuditEntry, recordAlongside } from "../auth/audit.ts";
import { ApiError, notFound } from "../auth/refusals.ts";
import { maskSecrets } from "../cron/jobs/secret-params.ts";
import type { BackfillBatch } from "../cron/ports/backfills.ts";
import { backfillLockKey } from "../cron/schedules/backfill.ts";
import type { Delivery } from "../cron/words/answers.ts";
import { newRunId } from "../cron/words/run-id.ts";
import { type BackfillProgress, readBackfills } from "../dashboard/schedules/backfills.ts";
import { dashboardDeps } from "./deps.ts";
import { requireJob } from "./jobs.ts";
import { type BackfillOrder, type BackfillPlan, planBackfill } from "./plan-backfill.ts";

export interface BackfillStarted {
  jobName: string;
  /** Null when no slot was chosen: then nothing was made. */
  batch: BackfillProgress | null;
  /** Runs that this request made. */
  added: number;
  /** The same request came before; its batch is told as it stands. */
  repeated: boolean;
}

/**
 * Makes a waiting run of each chosen slot, in a lane of its own. A repeated request (the same key) adds nothing.
 * @throws what `planBackfill` throws; ApiError 409 for a key that came with another range
 */
export async function startBackfill(
  acting: Acting,
  order: BackfillOrder,
  delivery: Delivery,
): Promise<BackfillStarted> {
  const { runtime } = acting;
  const job = requireJob(runtime, order.job);
  const known = delivery.kind === "request" ? await findRepeated(acting, order, delivery.key) : null;
  if (known) return { jobName: job.name, batch: known, added: 0, repeated: true };
  const plan = await planBackfill(dashboardDeps(runtime), job, order);
  if (plan.chosen.length === 0) return { jobName: job.name, batch: null, added: 0, repeated: false };
  const now = runtime.clock.now();
  const id = delivery.kind === "request" ? batchIdOf(job.name, delivery.key) : newRunId(now, randomBytes);
  const runIds = await runtime.backfills.add(batchOf(acting, { id, plan, order, now }), (within, made) =>
    recordAlongside(within, acting, startEntry({ id, plan, order, added: made.length })),
  );
  const [batch = null] = await readBackfills(runtime.db, job, id);
  return { jobName: job.name, batch, added: runIds.length, repeated: runIds.length === 0 };
}

/** Two requests with one key are one batch: its id is made from the key (UUIDv8, RFC 9562). */
function batchIdOf(jobName: string, key: string): string {
  const hex = createHash("sha256").update(`${jobName}\n${key}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

async function findRepeated({ runtime }: Acting, order: BackfillOrder, key: string): Promise<BackfillProgress | null> {
  const job = requireJob(runtime, order.job);
  const [found] = await readBackfills(runtime.db, job, batchIdOf(job.name, key));
  if (!found) return null;
  if (found.from.getTime() === order.from.getTime() && found.to.getTime() === order.to.getTime()) return found;
  const range = `${found.from.toISOString()} to ${found.to.toISOString()}`;
  throw new ApiError(`This Idempotency-Key began the backfill of ${range}; send another key for another range`, {
    status: 409,
    code: "key_reused",
    details: { batch: found.id },
  });
}

interface Start {
  id: string;
  plan: BackfillPlan;
  order: BackfillOrder;
}

function batchOf(acting: Acting, { id, plan, order, now }: Start & { now: Date }): BackfillBatch {
  const { job, scheduleId, params, chosen } = plan;
  return {
    id,
    jobName: job.name,
    scheduleId,
    from: order.from,
    to: order.to,
    choice: order.only,
    concurrency: order.concurrency,
    force: order.force,
    params,
    lockKey: backfillLockKey(job, params),
    maxAttempts: job.maxAttempts,
    actor: actorName(acting).slice(0, 200),
    release: acting.runtime.env.release,
    runs: chosen.map(({ slot }) => ({ id: newRunId(now, randomBytes), slot })),
  };
}

function startEntry({ id, plan, order, added }: Start & { added: number }): AuditEntry {
  const { from, to, only, concurrency, force } = order;
  return {
    action: "backfill.start",
    target: plan.job.name,
    after: {
      batch: id,
      scheduleId: plan.scheduleId,
      from: from.toISOString(),
      to: to.toISOString(),
      only,
      concurrency,
      force,
      params: maskSecrets(plan.job, plan.params),
      runs: added,
    },
  };
}

/**
 * Cancels what waits of a batch at once and asks what runs of it to stop.
 * @throws UnknownJobError; ApiError 404 for a batch that the job does not have
 */
export async function cancelBackfill(acting: Acting, { job, batch }: { job: string; batch: string }) {
  const before = await readBackfill(acting, { job, batch });
  const answer = await acting.runtime.backfills.cancel(batch, (within, counts) =>
    recordAlongside(within, acting, {
      action: "backfill.cancel",
      target: before.jobName,
      before: { batch, ...before.byStatus },
      after: { ...counts },
    }),
  );
  return { jobName: before.jobName, ...answer, batch: await readBackfill(acting, { job, batch }) };
}

/** A batch and how far it is. @throws UnknownJobError; ApiError 404 */
export async function readBackfill(
  { runtime }: Pick<Acting, "runtime">,
  { job, batch }: { job: string; batch: string },
): Promise<BackfillProgress> {
  const definition = requireJob(runtime, job);
  const [found] = await readBackfills(runtime.db, definition, batch);
  if (!found) throw notFound(`${definition.name} has no backfill ${batch}`, "unknown_backfill");
  return found;
}
