import { createTranslator } from "use-intl/core";
import { z } from "zod";
import { type Db, Prisma } from "../../db.ts";
import type { InWords, PackFinding } from "../pack.ts";
import type { Reason } from "./reasons.ts";
import { imageWords } from "./words.ts";

/** What people see of the conversions: the list, its sums, and what Health says of them. */

/** What a version that is still in the bucket can be at. */
export const SHOWN_STATUSES = ["failed", "gave_up", "skipped", "converted", "pending", "converting"] as const;
export type ShownStatus = (typeof SHOWN_STATUSES)[number];

/** Versions that somebody should look at. */
const TO_BE_MENDED: readonly ShownStatus[] = ["failed", "gave_up"];

const limit = z.coerce.number().int().min(1).max(200);
/** An id of the table. */
const rowId = z.string().regex(/^[1-9]\d{0,17}$/);
/** Begins a key. Postgres takes neither NUL nor halves of characters. */
const keyStart = z
  .string()
  .max(1024)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "expected text without NUL and halves of characters");

/** Query of `GET /api/admin/conversions`; `status` may be `attention`: failed and given up. */
export const conversionsQuery = z.strictObject({
  status: z.enum(["attention", ...SHOWN_STATUSES]).optional(),
  search: keyStart.optional(),
  limit: limit.default(50),
  /** The id after which the page begins. */
  cursor: rowId.optional(),
});
type ConversionsQuery = z.output<typeof conversionsQuery>;

/** One version of one image. */
export interface Conversion {
  id: string;
  sourceKey: string;
  status: ShownStatus;
  targetKey: string | null;
  bytesBefore: number;
  bytesAfter: number | null;
  /** Runs that failed to convert it. */
  attempts: number;
  nextAttemptAt: Date | null;
  /** Why it failed or was left as it is, in English; null when there is nothing to say. */
  error: string | null;
  /** What its WebP lacks or why it has another name, in English. */
  note: string | null;
  /** Both, by machine words. */
  reasons: readonly Reason[];
  runId: string | null;
  changedAt: Date;
}

interface Listed {
  /** Newest first. */
  conversions: Conversion[];
  /** Leads to the next ones as `cursor=`, null at the end. */
  nextCursor: string | null;
}

/** One page of the versions of a bucket that are still in it. */
export async function listConversions(db: Db, bucket: string, query: ConversionsQuery): Promise<Listed> {
  const { status, search, cursor } = query;
  const statuses = status === undefined ? SHOWN_STATUSES : status === "attention" ? TO_BE_MENDED : [status];
  const rows = await db.$queryRaw<Conversion[]>`
    select id::text, source_key as "sourceKey", status, target_key as "targetKey", bytes_before::float8 as "bytesBefore",
           bytes_after::float8 as "bytesAfter", attempts, next_attempt_at as "nextAttemptAt", error, note,
           coalesce(reason, '[]') as reasons, run_id as "runId", updated_at as "changedAt"
      from image_conversion
     where bucket = ${bucket} and status = any(${statuses})
       ${search === undefined ? Prisma.empty : Prisma.sql`and starts_with(source_key, ${search})`}
       ${cursor === undefined ? Prisma.empty : Prisma.sql`and id < ${BigInt(cursor)}`}
     order by image_conversion.id desc limit ${query.limit + 1}`;
  const conversions = rows.slice(0, query.limit);
  const last = conversions.at(-1);
  return { conversions, nextCursor: rows.length > query.limit && last ? last.id : null };
}

export interface ConversionSums {
  counts: Record<ShownStatus, number>;
  /** Bytes of the sources that have a WebP, and of their WebP files. */
  bytesBefore: number;
  bytesAfter: number;
}

/** How many versions of a bucket are at what, and what the WebP files save. */
export async function sumConversions(db: Db, bucket: string): Promise<ConversionSums> {
  const rows = await db.$queryRaw<{ status: ShownStatus; count: number; before: number; after: number }[]>`
    select status, count(*)::int as count, coalesce(sum(bytes_before), 0)::float8 as before,
           coalesce(sum(bytes_after), 0)::float8 as after
      from image_conversion where bucket = ${bucket} and status = any(${[...SHOWN_STATUSES]}) group by status`;
  const of = (status: ShownStatus) => rows.find((row) => row.status === status);
  const counts = Object.fromEntries(SHOWN_STATUSES.map((status) => [status, of(status)?.count ?? 0]));
  const made = of("converted");
  return {
    counts: counts as ConversionSums["counts"],
    bytesBefore: made?.before ?? 0,
    bytesAfter: made?.after ?? 0,
  };
}

/** Queues again what failed or was given up, with all its attempts before it. @returns how many */
export function requeueFailed(db: Pick<Db, "$executeRaw">, bucket: string): Promise<number> {
  return db.$executeRaw`
    update image_conversion
       set status = 'pending', attempts = 0, interruptions = 0, next_attempt_at = now(), updated_at = now()
     where bucket = ${bucket} and status in ('failed', 'gave_up')`;
}

/** Warns while images failed. */
export async function examineConversions({ db, bucket }: { db: Db; bucket: { name: string } }): Promise<PackFinding[]> {
  const { counts } = await sumConversions(db, bucket.name);
  const { failed, gave_up: gaveUp } = counts;
  if (failed + gaveUp === 0) return [];
  const inWords = (key: "check" | "evidence" | "fix"): InWords => ({
    en: findingIn("en", key, { failed, gaveUp }),
    ko: findingIn("ko", key, { failed, gaveUp }),
  });
  const [check, evidence, fix] = [inWords("check"), inWords("evidence"), inWords("fix")];
  return [{ check, severity: "warning", evidence, fix, entry: "many-failures" }];
}

function findingIn(locale: "en" | "ko", key: "check" | "evidence" | "fix", counts: Record<string, number>): string {
  const messages: Record<"finding", Record<string, string>> = { finding: imageWords[locale].finding };
  const say = createTranslator<typeof messages>({ locale, messages, timeZone: "UTC" });
  return say(`finding.${key}`, counts).trim();
}
