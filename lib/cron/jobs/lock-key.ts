import { createHash } from "node:crypto";
import type { AnyJob } from "./define-job.ts";
import { ownParams } from "./params.ts";

export function lockKeyOf(job: AnyJob, params: unknown): string {
  const key = concurrencyKeyOf(job, params);
  return key === "" ? job.name : `${job.name}:${key}`;
}

/** How many runs of one lock key may run at once. A job that is not known has one lane. */
export const lanesOf = (job: Pick<AnyJob, "concurrency"> | null): number => job?.concurrency ?? 1;

/** The part of a run's lock and state that its parameters decide; "" for most jobs. */
export function concurrencyKeyOf(job: AnyJob, params: unknown): string {
  return boundKey(job.concurrencyKey?.(ownParams(params)) ?? "");
}

/** A key that fits its column: a long one is hashed. */
export function boundKey(key: string): string {
  return key.length <= MAX_KEY_LENGTH ? key : createHash("sha256").update(key).digest("hex");
}

/** Leaves room for the job's name within the 200 characters of the column. */
const MAX_KEY_LENGTH = 90;
