import { z } from "zod";
import { cron, previousInstant } from "../../cron/time/expressions.ts";
import { type Db, Prisma } from "../../db.ts";
import type { PlatformCron } from "../../platform/platform-crons.ts";
import { wholeNumber } from "../forms/readable-query.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { instant } from "../words/instant.ts";
import { problemOf } from "../words/issue-words.ts";

/** One row of the log of calls; it stands for `1 + sampled` calls that were answered alike. */
export interface CallEntry {
  id: string;
  at: Date;
  method: string;
  /** Without its query. */
  path: string;
  /** HTTP status of the answer. */
  status: number;
  reason: string | null;
  jobName: string | null;
  runId: string | null;
  agent: string | null;
  address: string;
  /** What the platform says it called for. */
  schedule: string | null;
  /** In ms. */
  duration: number;
  sampled: number;
  /** The release that answered. */
  release: string | null;
}

const CURSOR = /^([0-9a-z]{1,11})-([0-9]{1,18})$/;

const cursor = z.string().transform((text, context): { at: Date; id: bigint } => {
  const [, time, id] = CURSOR.exec(text) ?? [];
  const at = new Date(Number.parseInt(time ?? "", 36));
  if (id !== undefined && !Number.isNaN(at.getTime())) return { at, id: BigInt(id) };
  context.addIssue({ code: "custom", ...problemOf("no_cursor", { given: text }) });
  return z.NEVER;
});

/** Query of `GET /api/admin/cron-calls`. `to` is exclusive, `path` exact. */
export const callsQuery = z.strictObject({
  limit: wholeNumber(1, 200).default(50),
  cursor: cursor.optional(),
  status: wholeNumber(100, 599).optional(),
  path: z.string().max(300).optional(),
  /** Machine word of the answer, such as `unauthorized`. */
  reason: z.string().max(60).optional(),
  /** `true`: only calls that were let do nothing. */
  refused: z.stringbool().optional(),
  from: instant.optional(),
  to: instant.optional(),
});
export type CallsQuery = z.output<typeof callsQuery>;

interface CallPage {
  /** Newest first. */
  calls: CallEntry[];
  /** Leads to the next entries as `cursor=`, null at the end. */
  nextCursor: string | null;
}

/** One page of what reached the cron routes, refused calls included; rows are kept for 30 days. */
export async function listCalls({ db }: { db: Db }, query: CallsQuery): Promise<CallPage> {
  const rows = await readPage(db, query);
  const calls = rows.slice(0, query.limit);
  const last = calls.at(-1);
  return { calls, nextCursor: rows.length > query.limit && last ? encodeCursor(last) : null };
}

/** One row more than a page, which tells whether there is a next one. */
async function readPage(db: Db, query: CallsQuery): Promise<CallEntry[]> {
  return await db.$queryRaw<CallEntry[]>`
    select c.id::text, c.at, c.method, c.path, c.status, c.reason, c.job_name as "jobName", c.run_id as "runId", c.agent, c.address,
      c.schedule, c.duration_ms as duration, c.sampled, c.release
      from cron_calls c where ${condition(query)}
     order by c.at desc, c.id desc limit ${query.limit + 1}`;
}

function condition({ status, path, reason, refused, from, to, cursor: after }: CallsQuery): Prisma.Sql {
  const conditions = [
    Prisma.sql`true`,
    ...(status === undefined ? [] : [Prisma.sql`c.status = ${status}`]),
    ...(path === undefined ? [] : [Prisma.sql`c.path = ${path}`]),
    ...(reason === undefined ? [] : [Prisma.sql`c.reason = ${reason}`]),
    ...(refused ? [Prisma.sql`c.status >= 400 and c.run_id is null`] : []),
    ...(from === undefined ? [] : [Prisma.sql`c.at >= ${from}`]),
    ...(to === undefined ? [] : [Prisma.sql`c.at < ${to}`]),
    ...(after === undefined ? [] : [Prisma.sql`(c.at, c.id) < (${after.at}, ${after.id})`]),
  ];
  return Prisma.join(conditions, " and ");
}

function encodeCursor({ at, id }: CallEntry): string {
  return `${at.getTime().toString(36)}-${id}`;
}

/** A cron of vercel.json and when the platform was last seen to call it. */
export interface PlatformCall extends PlatformCron {
  /** Null when it was not in the days that calls are kept. */
  lastAt: Date | null;
  /** HTTP status of that call's answer. */
  status: number | null;
  /** The latest slot that should have been called by now; null when there was none. */
  dueAt: Date | null;
  /** Whether that slot passed without a call. */
  overdue: boolean;
}

/** A call may come this much later than the plan says. */
const SLACK_MS = 2 * 60_000;

/** The last call of the platform for each cron of vercel.json, with one pass over the calls that are kept. */
export async function readPlatformCalls(
  { db, clock }: Pick<DashboardDeps, "db" | "clock">,
  { crons, precisionSeconds }: { crons: readonly PlatformCron[]; precisionSeconds: number },
): Promise<PlatformCall[]> {
  const rows = await db.$queryRaw<{ path: string; at: Date; status: number }[]>`
    with latest as (
      select path, max(at) as at from cron_calls
       where agent like 'vercel-cron/%' and path = any(${[...new Set(crons.map(({ path }) => path))]}::text[])
       group by path)
    select l.path, l.at, (select c.status from cron_calls c
      where c.at = l.at and c.path = l.path order by c.id desc limit 1) as status from latest l`;
  const latest = new Map(rows.map((row) => [row.path, row]));
  const before = new Date(clock.now().getTime() - precisionSeconds * 1000 - SLACK_MS);
  return crons.map((entry) => {
    const { at: lastAt = null, status = null } = latest.get(entry.path) ?? {};
    const dueAt = previousInstant(cron(entry.schedule, entry.timezone), before);
    return { ...entry, lastAt, status, dueAt, overdue: dueAt !== null && (lastAt === null || lastAt < dueAt) };
  });
}

/** When anybody last called a path and was let in; null when nobody did in the days that calls are kept. */
export async function readLastCall({ db }: Pick<DashboardDeps, "db">, path: string): Promise<Date | null> {
  const where = { path, status: { lt: 400 } };
  const call = await db.cronCall.findFirst({ where, orderBy: { at: "desc" }, select: { at: true } });
  return call?.at ?? null;
}
