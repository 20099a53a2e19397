import { type Db, Prisma } from "../../db.ts";
import { type ClaimedImage, REPLACED } from "./conversion-queue.ts";
import { type Reason, reasonIn } from "./reasons.ts";

/** How the conversion of one claimed image ended. */
export type Outcome =
  | {
      kind: "converted";
      image: ClaimedImage;
      targetKey: string;
      targetEtag: string;
      bytesAfter: number;
      notes: readonly Reason[];
    }
  /** There is nothing to convert. */
  | { kind: "skipped"; image: ClaimedImage; reason: Reason }
  /** The bucket does not hold this version any more. */
  | { kind: "gone"; image: ClaimedImage; reason: Reason }
  | { kind: "failed"; image: ClaimedImage; error: Error }
  /** Not begun or not finished, because of a stop or for want of room. */
  | { kind: "released"; image: ClaimedImage; why: unknown };

/** First wait before a failed image is tried again; it doubles with each failure. */
const FIRST_WAIT_MS = 5 * 60_000;
const LONGEST_WAIT_MS = 7 * 86_400_000;
const MAX_ERROR_LENGTH = 500;

/**
 * Writes the outcomes of a batch, except of images that somebody else has claimed since. What the newest version of a
 * source came to replaces what was said of the others.
 */
export async function settle(
  db: Db,
  { claim, outcomes, ...rules }: { claim: string; outcomes: readonly Outcome[] } & FailureRules,
): Promise<void> {
  const rows = JSON.stringify(outcomes.map((outcome) => toRow(outcome, rules)));
  const isMine = Prisma.sql`image.id = settled.id and image.claim = ${claim}::uuid and image.status = 'converting'`;
  const replace = db.$executeRaw`
    update image_conversion other set status = 'gone', error = ${reasonIn("en", REPLACED)}, reason = ${JSON.stringify([REPLACED])}::jsonb, run_id = null, updated_at = now()
      from image_conversion image, jsonb_to_recordset(${rows}::jsonb) as settled(id bigint, status text)
     where ${isMine} and settled.status in ('converted', 'skipped')
       and other.bucket = image.bucket and other.source_key = image.source_key and other.id <> image.id
       and other.status in ('converted', 'skipped', 'failed', 'gave_up')`;
  const write = db.$executeRaw`
    update image_conversion image
       set status = settled.status, attempts = settled.attempts, next_attempt_at = settled."nextAttemptAt",
           error = settled.error, note = settled.note, reason = settled.reason, target_key = coalesce(settled."targetKey", image.target_key),
           target_etag = coalesce(settled."targetEtag", image.target_etag),
           bytes_after = coalesce(settled."bytesAfter", image.bytes_after), claim = null, updated_at = now()
      from jsonb_to_recordset(${rows}::jsonb)
        as settled(id bigint, status text, attempts int, "nextAttemptAt" timestamptz, error text, note text, reason jsonb,
                   "targetKey" text, "targetEtag" text, "bytesAfter" bigint)
     where ${isMine}`;
  await db.$transaction([replace, write]);
}

interface FailureRules {
  /** Failures after which an image is given up. */
  maxAttempts: number;
  now: Date;
  /** A person asked for it: a failure does not count. */
  byHand?: boolean;
}

interface SettledRow {
  id: string;
  status: "converted" | "skipped" | "failed" | "gave_up" | "gone" | "pending";
  attempts: number;
  nextAttemptAt?: Date | null;
  error?: string;
  note?: string | null;
  reason?: readonly Reason[] | null;
  targetKey?: string;
  targetEtag?: string;
  bytesAfter?: number;
}

function toRow(outcome: Outcome, { maxAttempts, now, byHand = false }: FailureRules): SettledRow {
  const { id, attempts } = outcome.image;
  const base = { id: String(id), attempts };
  switch (outcome.kind) {
    case "converted": {
      const { targetKey, targetEtag, bytesAfter, notes } = outcome;
      const told = { note: noteSentence(notes), reason: notes };
      return { ...base, status: "converted", targetKey, targetEtag, bytesAfter, ...told };
    }
    case "skipped":
    case "gone":
      return { ...base, status: outcome.kind, error: reasonIn("en", outcome.reason), reason: [outcome.reason] };
    case "released":
      return { ...base, status: "pending", nextAttemptAt: now };
    case "failed": {
      const counted = byHand ? attempts : attempts + 1;
      const again = nextAttemptAt({ attempts: counted, maxAttempts, now });
      const told = { error: storable(outcome.error.message), reason: reasonOf(outcome.error) };
      return { ...base, status: again ? "failed" : "gave_up", attempts: counted, nextAttemptAt: again, ...told };
    }
  }
}

/** What a converted picture lacks or is called, in one sentence; null when there is nothing to say. */
export const noteSentence = (notes: readonly Reason[]): string | null =>
  notes.map((note) => reasonIn("en", note)).join("; ") || null;

/** The machine word of a failure that has one; of the store's failures only the sentence is known. */
function reasonOf(error: Error): Reason[] | null {
  if (!("reason" in error)) return null;
  const { code, values } = error.reason as Reason;
  const told = Object.entries(values).map(([name, value]) => [name, storable(value)]);
  return [{ code, values: Object.fromEntries(told) }];
}

/** When an image that runs failed to convert `attempts` times is due again, or null when it is given up. */
function nextAttemptAt({ attempts, maxAttempts, now }: { attempts: number; maxAttempts: number; now: Date }) {
  if (attempts >= maxAttempts) return null;
  return new Date(now.getTime() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1)));
}

/** Postgres takes neither NUL nor halves of characters, and a decoder's message may hold bytes of the image. */
const storable = (text: string) => text.slice(0, MAX_ERROR_LENGTH).replaceAll("\0", " ").toWellFormed();
