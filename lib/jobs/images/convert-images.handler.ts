import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import type { JobContext } from "../../cron/jobs/context.ts";
import type { JobResult } from "../../cron/jobs/define-job.ts";
import { RetryableError } from "../../cron/words/errors.ts";
import { isStoreFailure } from "./conversion-errors.ts";
import { type Outcome, settle } from "./conversion-outcome.ts";
import { type ClaimedImage, claimBatch, countDue, keepForNextRun, type Scope, takeUp } from "./conversion-queue.ts";
import { convertBatch } from "./convert-batch.ts";
import type { ConvertImagesParams } from "./convert-images.params.ts";
import type { ConvertImagesState } from "./convert-images.state.ts";
import { IMAGE_EXTENSIONS } from "./image-format.ts";
import type { ImageServices } from "./image-gate.ts";
import { logOutcome } from "./log-outcome.ts";
import { advance, logStart, type StartPoint, startPointOf } from "./start-point.ts";
import { survey } from "./survey.ts";
import { Tally } from "./tally.ts";

type Context = JobContext<ConvertImagesState, ImageServices>;

/** What one attempt works with. */
interface Work {
  ctx: Context;
  params: ConvertImagesParams;
  scope: Scope;
  start: StartPoint;
  /** When the listing began, by our clock. */
  scannedAt: Date;
  /** `last_run_time` until this run has ended. */
  lastRunTime: string | null;
  tally: Tally;
}

/** Store failures in a row after which the store, not the images, is at fault. */
const STORE_IS_AWAY = 10;

/**
 * Lists what changed into rows, then converts the rows, oldest first, in batches. The rows carry all that a crash must
 * not lose; the state is where the next listing begins.
 */
export async function run(ctx: Context, params: ConvertImagesParams): Promise<JobResult> {
  const { db, bucket } = ctx.services;
  const scannedAt = ctx.now();
  const state = await ctx.state.get();
  const start = startPointOf(state, { startDate: params.startDate, now: scannedAt });
  const lastRunTime = state.kind === "present" ? state.value.last_run_time : null;
  const scope = { bucket: bucket.name, prefix: params.prefix, formats: params.formats };
  ctx.log.info(`Converting images of the bucket "${bucket.name}" to WebP`, { ...params });
  logStart(ctx.log, state, start);

  await takeUpEarlier(ctx, scope);
  const work: Work = { ctx, params, scope, start, scannedAt, lastRunTime, tally: new Tally() };
  // A later attempt must begin at this attempt's now, not at its own.
  if (state.kind === "broken") await saveState(work, start.watermark);
  const due = await findDue(work);
  // Not before: what a reset has queued again was settled for nothing.
  work.tally = await Tally.ofRun(db, ctx.runId);
  await convertAll(work, due);
  return report(ctx, work.tally);
}

/** What a dead process or an earlier failure left. */
async function takeUpEarlier(ctx: Context, scope: Scope): Promise<void> {
  const { db, bucket } = ctx.services;
  const removed = await bucket.removeStaleWrites();
  if (removed > 0) ctx.log.info(`Removed ${removed} half-written files of processes that died`);
  const { takenUp, givenUp } = await takeUp(db, scope, { runId: ctx.runId, now: ctx.now() });
  if (takenUp > 0) ctx.log.info(`Taking up ${takenUp - givenUp.length} images of earlier runs`);
  for (const { sourceKey, error } of givenUp) ctx.log.error(`${sourceKey} failed: ${error}`);
}

/** Queues what changed and what lost its target. @returns how many images wait now */
async function findDue({ ctx, params, scope, start }: Work): Promise<number> {
  const { services, signal } = ctx;
  const { since, epoch } = start;
  const { removeOrphans } = params;
  const found = await survey({ services, scope, since, epoch, now: ctx.now(), removeOrphans, signal });
  if (found.orphans > 0) ctx.log.info(`Removed the WebP of ${found.orphans} images that are no longer in the bucket`);
  const due = await countDue(services.db, scope, since);
  ctx.log.info(`Found ${due} images to convert`, {
    objectsSeen: found.seen,
    new: found.queued,
    targetsLost: found.remade,
  });
  return due;
}

async function convertAll(work: Work, due: number): Promise<void> {
  const { ctx, params, scope, start, scannedAt, tally } = work;
  const total = tally.done + due;
  let { watermark } = start;
  ctx.progress(tally.done, total);
  for (;;) {
    ctx.signal.throwIfAborted();
    const claim = randomUUID();
    const request = { since: start.since, limit: params.batchSize, claim, runId: ctx.runId, now: ctx.now() };
    const images = await claimBatch(ctx.services.db, scope, request);
    if (images.length === 0) break;
    const outcomes = await convertClaimed(work, { images, claim, total });
    const newest = newestOf(outcomes);
    if (newest !== null && coversAll(params)) watermark = advance(watermark, { newest, scannedAt });
    await saveState(work, watermark);
    stopWhenStoreIsAway(outcomes);
  }
  await keepForNextRun(ctx.services.db, scope, { since: start.since, now: ctx.now() });
  await saveState({ ...work, lastRunTime: ctx.now().toISOString() }, watermark);
}

async function convertClaimed(
  { ctx, params, tally }: Work,
  { images, claim, total }: { images: ClaimedImage[]; claim: string; total: number },
): Promise<Outcome[]> {
  const { services, signal } = ctx;
  const concurrency = params.concurrency ?? Math.min(10, availableParallelism());
  const onOutcome = (outcome: Outcome) => {
    tally.add(outcome);
    logOutcome(ctx.log, outcome);
    ctx.progress(tally.done, total, outcome.image.sourceKey);
  };
  const outcomes = await convertBatch({ services, images, options: params, concurrency, signal, onOutcome });
  await settle(services.db, { claim, outcomes, maxAttempts: params.maxItemAttempts, now: ctx.now() });
  return outcomes;
}

/**
 * A run narrowed to some of the images leaves the last processed time alone: the others, older than what it dealt
 * with, have yet to be found.
 */
const coversAll = ({ prefix, formats }: ConvertImagesParams) =>
  prefix === "" && IMAGE_EXTENSIONS.every((extension) => formats.includes(extension));

function newestOf(outcomes: readonly Outcome[]): Date | null {
  const times = outcomes.filter(({ kind }) => kind !== "released").map(({ image }) => image.sourceModified.getTime());
  return times.length === 0 ? null : new Date(Math.max(...times));
}

function saveState({ ctx, tally, lastRunTime }: Work, watermark: Date | null): Promise<void> {
  return ctx.state.save({
    last_processed_time: watermark?.toISOString() ?? null,
    last_run_time: lastRunTime,
    processed_count: tally.processed,
    failed_count: tally.failed,
  });
}

function stopWhenStoreIsAway(outcomes: readonly Outcome[]): void {
  const failures = outcomes.filter((outcome) => outcome.kind === "failed").filter(({ error }) => isStoreFailure(error));
  const [first] = failures;
  if (first === undefined || failures.length < STORE_IS_AWAY || failures.length < outcomes.length) return;
  throw new RetryableError(`The bucket does not answer: ${first.error.message}`, { cause: first.error });
}

function report(ctx: Context, tally: Tally): JobResult {
  const { processed, failed, failedAgain, skipped, bytesBefore, bytesAfter, errors } = tally;
  const again = failedAgain > 0 ? ` (${failedAgain} of them again)` : "";
  const message = `${processed} images converted, ${failed} failed${again}, ${skipped} skipped`;
  ctx.log.info(message, { bytesBefore, bytesAfter });
  return { processed, failed, failedAgain, skipped, errors, message, bytesBefore, bytesAfter };
}
