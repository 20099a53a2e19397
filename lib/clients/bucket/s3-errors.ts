import { NoSuchKey, NotFound, S3ServiceException } from "@aws-sdk/client-s3";
import { BucketError, causeOf } from "./bucket-errors.ts";

/** Whether the store says that there is no such object. A missing bucket is another matter. */
export const isMissing = (error: unknown): boolean => error instanceof NoSuchKey || error instanceof NotFound;

interface Where {
  bucket: string;
  /** "" for an operation on the bucket itself. */
  key: string;
  endpoint: string;
  timedOut: boolean;
}

/** What went wrong at the store, where, and what to do about it. */
export function explainS3(error: unknown, { bucket, key, endpoint, timedOut }: Where): BucketError {
  const what = key === "" ? `The bucket "${bucket}"` : `The object "${key}" of the bucket "${bucket}"`;
  const said = timedOut ? "no answer in time" : causeOf(error);
  return new BucketError(`${what} at ${endpoint}: ${said}; ${adviceOn(error)}`, { cause: error });
}

function adviceOn(error: unknown): string {
  if (!(error instanceof S3ServiceException)) return "check the endpoint, the network and that the store is up";
  if (error.name === "NoSuchBucket") return "create the bucket or correct its name";
  const status = error.$metadata.httpStatusCode ?? 0;
  if (status === 401 || status === 403) return "check the access key, its secret and what it may do";
  if (status === 429 || status >= 500) return "the store is busy or broken; try again later";
  return "check the endpoint and the region";
}
