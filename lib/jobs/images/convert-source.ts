import { randomUUID } from "node:crypto";
import type { BucketObject } from "../../clients/bucket/bucket.ts";
import { ObjectNotFoundError } from "../../clients/bucket/bucket-errors.ts";
import type { Services } from "../services.ts";
import { ConversionBusyError, InvalidSourceError, UnconvertibleImageError } from "./conversion-errors.ts";
import { type Outcome, settle } from "./conversion-outcome.ts";
import { type ClaimedImage, claimOne } from "./conversion-queue.ts";
import { type ConversionOptions, convertImage } from "./convert-image.ts";
import { convertImagesParams } from "./convert-images.params.ts";
import { convertImages } from "./convert-images.ts";
import { assignTargets } from "./image-targets.ts";
import { Gate } from "./in-parallel.ts";

/** Conversion of one object by itself: the work behind `POST /api/convert`, and the retry by hand of a failed image. */

export interface ConvertedSource {
  bucket: string;
  sourceKey: string;
  targetKey: string;
  bytesBefore: number;
  bytesAfter: number;
  /** Nothing had to be done: this version was converted before. */
  alreadyConverted: boolean;
}

export interface ConvertSourceOptions {
  /** Converts even if this version was converted before. */
  force?: boolean;
  signal?: AbortSignal;
}

type Store = Pick<Services, "db" | "bucket">;

/** Other than in the job, somebody waits for the answer. */
const TIME_LIMIT_MS = 120_000;

/**
 * Converts the object that `r2://bucket/key` names. The next run of convert-images leaves that version alone.
 * @throws InvalidSourceError, ObjectNotFoundError, UnconvertibleImageError, NoFreeTargetError, ConversionBusyError,
 *   BucketError
 */
export async function convertSource(
  { db, bucket }: Store,
  source: string,
  { force = false, signal }: ConvertSourceOptions = {},
): Promise<ConvertedSource> {
  const key = keyOf(source, bucket.name);
  const object = await bucket.head(key, { ...(signal && { signal }) });
  if (object === null) throw new ObjectNotFoundError(bucket.name, key);
  const epoch = await currentEpoch(db);
  const earlier = force ? null : await findEarlier({ db, bucket }, object, epoch);
  if (earlier) return earlier;

  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  return convertNow(
    { db, bucket },
    { object, epoch, force, signal: signal ? AbortSignal.any([signal, limit]) : limit },
  );
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
async function currentEpoch(db: Store["db"]): Promise<number> {
  const state = await db.cronJobState.findUnique({
    where: { jobName_stateKey: { jobName: convertImages.name, stateKey: "" } },
    select: { epoch: true },
  });
  return state?.epoch ?? 0;
}

async function findEarlier(
  { db, bucket }: Store,
  object: BucketObject,
  epoch: number,
): Promise<ConvertedSource | null> {
  const row = await db.imageConversion.findUnique({
    where: {
      bucket_sourceKey_sourceEtag: { bucket: bucket.name, sourceKey: object.key, sourceEtag: object.etag },
      status: "converted",
      epoch: { gte: epoch },
    },
    select: { targetKey: true, bytesBefore: true, bytesAfter: true },
  });
  if (row?.targetKey == null || (await bucket.head(row.targetKey)) === null) return null;
  return {
    bucket: bucket.name,
    sourceKey: object.key,
    targetKey: row.targetKey,
    bytesBefore: Number(row.bytesBefore),
    bytesAfter: Number(row.bytesAfter),
    alreadyConverted: true,
  };
}

interface Request {
  object: BucketObject;
  epoch: number;
  force: boolean;
  signal: AbortSignal;
}

async function convertNow({ db, bucket }: Store, { object, epoch, force, signal }: Request): Promise<ConvertedSource> {
  const options = convertImagesParams.parse({});
  const claim = randomUUID();
  const image = await claimOne(db, { bucket: bucket.name, object, claim, epoch, now: new Date() });
  if (image === null) throw new ConversionBusyError(object.key);
  const outcome = await convertClaimed({ db, bucket }, { image, options, force, signal });
  await settle(db, { claim, outcomes: [outcome], maxAttempts: options.maxItemAttempts, now: new Date() });
  return answerOf(outcome, bucket.name, signal);
}

async function convertClaimed(
  { db, bucket }: Store,
  {
    image,
    options,
    force,
    signal,
  }: { image: ClaimedImage; options: ConversionOptions } & Omit<Request, "object" | "epoch">,
): Promise<Outcome> {
  const found = (await assignTargets({ db, bucket, signal }, [image])).get(image.id);
  const target = force && found?.kind === "written" ? { kind: "free" as const, key: found.key } : found;
  return convertImage({ bucket, image, target, options, gate: new Gate(1), signal });
}

function answerOf(outcome: Outcome, bucket: string, signal: AbortSignal): ConvertedSource {
  const { sourceKey, bytesBefore } = outcome.image;
  switch (outcome.kind) {
    case "converted": {
      const { targetKey, bytesAfter } = outcome;
      return { bucket, sourceKey, targetKey, bytesBefore, bytesAfter, alreadyConverted: false };
    }
    case "failed":
      throw outcome.error;
    case "skipped":
      throw new UnconvertibleImageError(`"${sourceKey}" was not converted: ${outcome.reason}`);
    case "released":
      throw signal.reason;
  }
}
