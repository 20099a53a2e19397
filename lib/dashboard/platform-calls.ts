import { cron, previousInstant } from "../cron/schedule.ts";
import type { PlatformCron } from "../platform/platform-crons.ts";
import type { DashboardDeps } from "./deps.ts";

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
