import type { Db } from "../../db.ts";
import type { ClaimedImage } from "./conversion-queue.ts";

/** How the conversion of one claimed image ended. */
export type Outcome =
  | { kind: "converted"; image: ClaimedImage; targetKey: string; targetEtag: string; bytesAfter: number }
  /** There is nothing to convert (any more). */
  | { kind: "skipped"; image: ClaimedImage; reason: string }
  | { kind: "failed"; image: ClaimedImage; error: Error }
  /** Not begun or not finished when the run was told to stop. */
  | { kind: "released"; image: ClaimedImage };

/** First wait before a failed image is tried again; it doubles with each failure. */
const FIRST_WAIT_MS = 5 * 60_000;
const LONGEST_WAIT_MS = 7 * 86_400_000;
const MAX_ERROR_LENGTH = 500;

/** Writes the outcomes of a batch in one statement, except of images that somebody else has claimed since. */
export async function settle(
  db: Db,
  {
    claim,
    outcomes,
    maxAttempts,
    now,
  }: { claim: string; outcomes: readonly Outcome[]; maxAttempts: number; now: Date },
): Promise<void> {
  const rows = outcomes.map((outcome) => toRow(outcome, { maxAttempts, now }));
  await db.$executeRaw`
    update image_conversion image
       set status = settled.status, attempts = settled.attempts, next_attempt_at = settled."nextAttemptAt",
           error = settled.error, target_key = coalesce(settled."targetKey", image.target_key),
           target_etag = coalesce(settled."targetEtag", image.target_etag),
           bytes_after = coalesce(settled."bytesAfter", image.bytes_after), claim = null, updated_at = now()
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as settled(id bigint, status text, attempts int, "nextAttemptAt" timestamptz, error text,
                   "targetKey" text, "targetEtag" text, "bytesAfter" bigint)
     where image.id = settled.id and image.claim = ${claim}::uuid and image.status = 'converting'`;
}

interface SettledRow {
  id: string;
  status: "converted" | "skipped" | "failed" | "gave_up" | "pending";
  attempts: number;
  nextAttemptAt?: Date | null;
  error?: string;
  targetKey?: string;
  targetEtag?: string;
  bytesAfter?: number;
}

function toRow(outcome: Outcome, { maxAttempts, now }: { maxAttempts: number; now: Date }): SettledRow {
  const { id, attempts } = outcome.image;
  const base = { id: String(id), attempts };
  switch (outcome.kind) {
    case "converted": {
      const { targetKey, targetEtag, bytesAfter } = outcome;
      return { ...base, status: "converted", targetKey, targetEtag, bytesAfter };
    }
    case "skipped":
      return { ...base, status: "skipped", error: outcome.reason };
    case "released":
      return { ...base, status: "pending", nextAttemptAt: now };
    case "failed": {
      const again = nextAttemptAt({ attempts: attempts + 1, maxAttempts, now });
      const error = storable(outcome.error.message);
      return { ...base, status: again ? "failed" : "gave_up", attempts: attempts + 1, nextAttemptAt: again, error };
    }
  }
}

/** When an image that failed for the `attempts`-th time is due again, or null when it is given up. */
function nextAttemptAt({ attempts, maxAttempts, now }: { attempts: number; maxAttempts: number; now: Date }) {
  if (attempts >= maxAttempts) return null;
  return new Date(now.getTime() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1)));
}

/** Postgres takes neither NUL nor halves of characters, and a decoder's message may hold bytes of the image. */
const storable = (text: string) => text.slice(0, MAX_ERROR_LENGTH).replaceAll("\0", " ").toWellFormed();
