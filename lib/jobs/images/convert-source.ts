import { randomUUID } from "node:crypto";
import { type BucketObject, ObjectNotFoundError } from "../../clients/bucket/bucket.ts";
import { ConversionBusyError, InvalidSourceError, UnconvertibleImageError } from "./conversion-errors.ts";
import { noteSentence, type Outcome, settle } from "./conversion-outcome.ts";
import { type ClaimedImage, claimOne, forget } from "./conversion-queue.ts";
import { type ConversionOptions, convertImage } from "./convert-image.ts";
import { convertImagesParams } from "./convert-images.params.ts";
import { convertImages } from "./convert-images.ts";
import type { Entrance, ImageServices } from "./image-gate.ts";
import { assignTargets, isMadeOf } from "./image-targets.ts";

/** Conversion of one object by itself: the work behind `POST /api/convert`, and the retry by hand of a failed image. */

export interface ConvertedSource {
  bucket: string;
  sourceKey: string;
  targetKey: string;
  bytesBefore: number;
  bytesAfter: number;
  /** What the WebP lacks, or why it has another name than expected. */
  note: string | null;
  /** Nothing had to be done: this version was converted before. */
  alreadyConverted: boolean;
}

export interface ConvertSourceOptions {
  /** Converts even if this version was converted before. */
  force?: boolean;
  signal?: AbortSignal;
  /** How long to wait for room when many conversions are under way. */
  patienceMs?: number;
}

/** Other than in the job, somebody waits for the answer. */
const TIME_LIMIT_MS = 120_000;
/** Longest wait for room: about what one large picture takes. */
const PATIENCE_MS = 5_000;

/**
 * Converts the object that `r2://bucket/key` names. The next run of convert-images leaves that version alone.
 * @throws InvalidSourceError, ObjectNotFoundError, UnconvertibleImageError, NoFreeTargetError, ConversionBusyError,
 *   ConversionsFullError, BucketError
 */
export async function convertSource(
  store: ImageServices,
  source: string,
  { force = false, signal, patienceMs = PATIENCE_MS }: ConvertSourceOptions = {},
): Promise<ConvertedSource> {
  const { db, bucket } = store;
  const key = keyOf(source, bucket.name);
  const object = await bucket.head(key, { ...(signal && { signal }) });
  if (object === null) {
    await forget(db, { bucket: bucket.name, key });
    throw new ObjectNotFoundError(bucket.name, key);
  }
  const epoch = await currentEpoch(db);
  const earlier = force ? null : await findEarlier(store, object, epoch);
  if (earlier) return earlier;

  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  const entrance = { signal: signal ? AbortSignal.any([signal, limit]) : limit, patienceMs };
  return convertNow(store, { object, epoch, force, entrance });
}

/** @throws InvalidSourceError */
function keyOf(source: string, bucketName: string): string {
  const [, bucket, key] = /^r2:\/\/([^/]+)\/(.+)$/s.exec(source) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new InvalidSourceError(`source is ${JSON.stringify(source)}, expected r2://${bucketName}/KEY`);
  }
  if (bucket !== bucketName) {
    throw new InvalidSourceError(`source names the bucket "${bucket}", expected "${bucketName}"`);
  }
  return key;
}

/** A reset of the job's state raises it; what is converted now counts as done after that. */
async function currentEpoch(db: ImageServices["db"]): Promise<number> {
  const state = await db.cronJobState.findUnique({
    where: { jobName_stateKey: { jobName: convertImages.name, stateKey: "" } },
    select: { epoch: true },
  });
  return state?.epoch ?? 0;
}

async function findEarlier(
  { db, bucket }: ImageServices,
  object: BucketObject,
  epoch: number,
): Promise<ConvertedSource | null> {
  const row = await db.imageConversion.findUnique({
    where: {
      bucket_sourceKey_sourceEtag: { bucket: bucket.name, sourceKey: object.key, sourceEtag: object.etag },
      status: "converted",
      epoch: { gte: epoch },
    },
    select: { targetKey: true, bytesBefore: true, bytesAfter: true, note: true },
  });
  const target = row?.targetKey == null ? null : await bucket.head(row.targetKey);
  if (!row || !target || !isMadeOf(target, { sourceKey: object.key }, object.etag)) return null;
  return {
    bucket: bucket.name,
    sourceKey: object.key,
    targetKey: target.key,
    bytesBefore: Number(row.bytesBefore),
    bytesAfter: Number(row.bytesAfter),
    note: row.note,
    alreadyConverted: true,
  };
}

interface Request {
  object: BucketObject;
  epoch: number;
  force: boolean;
  entrance: Entrance;
}

async function convertNow(store: ImageServices, { object, epoch, force, entrance }: Request): Promise<ConvertedSource> {
  const { db, bucket } = store;
  const options = { ...convertImagesParams.parse({}), ...(force && { onlySmaller: false }) };
  const claim = randomUUID();
  const image = await claimOne(db, { bucket: bucket.name, object, claim, epoch, now: new Date() });
  if (image === null) throw new ConversionBusyError(object.key);
  const outcome = await convertClaimed(store, { image, options, force, entrance });
  const rules = { maxAttempts: options.maxItemAttempts, now: new Date(), byHand: true };
  await settle(db, { claim, outcomes: [outcome], ...rules });
  return answerOf(outcome, bucket.name);
}

async function convertClaimed(
  { db, bucket, imageGate: gate }: ImageServices,
  {
    image,
    options,
    force,
    entrance,
  }: { image: ClaimedImage; options: ConversionOptions } & Omit<Request, "object" | "epoch">,
): Promise<Outcome> {
  const found = (await assignTargets({ db, bucket, signal: entrance.signal }, [image])).get(image.id);
  const target = force && found?.kind === "written" ? { kind: "outdated" as const, key: found.key } : found;
  return convertImage({ bucket, image, target, options, gate, entrance });
}

function answerOf(outcome: Outcome, bucket: string): ConvertedSource {
  const { sourceKey, bytesBefore } = outcome.image;
  switch (outcome.kind) {
    case "converted": {
      const { targetKey, bytesAfter, notes } = outcome;
      return {
        bucket,
        sourceKey,
        targetKey,
        bytesBefore,
        bytesAfter,
        note: noteSentence(notes),
        alreadyConverted: false,
      };
    }
    case "failed":
      throw outcome.error;
    case "skipped":
    case "gone":
      throw new UnconvertibleImageError(outcome.reason);
    case "released":
      throw outcome.why;
  }
}
