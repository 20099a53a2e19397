import type { Words } from "../../i18n/words.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { relativeWords } from "../words/duration.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

/** How a component answered its checks over some time. */
export interface UptimeShare {
  checks: number;
  healthy: number;
  /** Percent with two decimals, null without a check. */
  percent: number | null;
}

export interface UptimeDay extends UptimeShare {
  /** `2026-11-21`, a day of UTC. */
  day: string;
}

export interface ComponentUptime {
  component: string;
  /** The latest check. */
  last: { at: Date; healthy: boolean; detail: string | null; latencyMs: number };
  /** Of healthy checks of the last 24 hours, ms; null without one. */
  latency: { p50: number | null; p95: number | null };
  day: UptimeShare;
  week: UptimeShare;
  /** The 90 days of the strip: whole days of UTC, today included. */
  quarter: UptimeShare;
  /** Oldest first, one for each of 90 days. */
  days: UptimeDay[];
}

const DAY_MS = 86_400_000;
const DAYS = 90;
/** The check may be switched off: what was not heard of for so long is not a component of today. */
const KNOWN_DAYS = 7;

/** Each component's state, latency and uptime from the rows of the health check, by name. */
export async function readUptime({ db, clock }: Pick<DashboardDeps, "db" | "clock">): Promise<ComponentUptime[]> {
  const now = clock.now();
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const from = new Date(today - (DAYS - 1) * DAY_MS);
  const [latest, recent, past, current] = await Promise.all([
    readLatest(db, now),
    readRecent(db, now),
    readPastDays(db, { from, to: new Date(today) }),
    readDays(db, { from: new Date(today), to: now }),
  ]);
  const days = [...past, ...current];
  const dayNames = Array.from({ length: DAYS }, (_, index) => dayOf(new Date(from.getTime() + index * DAY_MS)));
  return latest.map(({ component, ...last }) => {
    const own = recent.find((row) => row.component === component);
    const counted = new Map(days.filter((row) => row.component === component).map((row) => [row.day, row]));
    const strip = dayNames.map((day) => ({ day, ...share(counted.get(day)) }));
    return {
      component,
      last,
      latency: { p50: own?.p50 ?? null, p95: own?.p95 ?? null },
      day: share(own && { checks: own.dayChecks, healthy: own.dayHealthy }),
      week: share(own && { checks: own.weekChecks, healthy: own.weekHealthy }),
      quarter: share(sum(strip)),
      days: strip,
    };
  });
}

type Db = DashboardDeps["db"];

interface Latest {
  component: string;
  at: Date;
  healthy: boolean;
  detail: string | null;
  latencyMs: number;
}

/** Names are found by skipping from one to the next in the index: there are few, with many rows each. */
async function readLatest(db: Db, now: Date): Promise<Latest[]> {
  const since = new Date(now.getTime() - KNOWN_DAYS * DAY_MS);
  return await db.$queryRaw<Latest[]>`
    with recursive names as (
      (select component from uptime_check order by component limit 1)
      union all
      select (select u.component from uptime_check u where u.component > n.component order by u.component limit 1)
        from names n where n.component is not null)
    select n.component, u.checked_at as at, u.healthy, u.detail, u.latency_ms as "latencyMs" from names n
     cross join lateral (select * from uptime_check c where c.component = n.component
       order by c.checked_at desc limit 1) u
     where u.checked_at >= ${since} order by n.component`;
}

interface Recent {
  component: string;
  dayChecks: number;
  dayHealthy: number;
  weekChecks: number;
  weekHealthy: number;
  p50: number | null;
  p95: number | null;
}

async function readRecent(db: Db, now: Date): Promise<Recent[]> {
  const [day, week] = [new Date(now.getTime() - DAY_MS), new Date(now.getTime() - 7 * DAY_MS)];
  return await db.$queryRaw<Recent[]>`
    select component, count(*)::int as "weekChecks", count(*) filter (where healthy)::int as "weekHealthy",
      count(*) filter (where checked_at >= ${day})::int as "dayChecks",
      count(*) filter (where healthy and checked_at >= ${day})::int as "dayHealthy",
      percentile_disc(0.5) within group (order by latency_ms) filter (where healthy and checked_at >= ${day}) as p50,
      percentile_disc(0.95) within group (order by latency_ms) filter (where healthy and checked_at >= ${day}) as p95
      from uptime_check where checked_at >= ${week} group by component`;
}

interface Counted {
  component: string;
  day: string;
  checks: number;
  healthy: number;
}

interface Span {
  from: Date;
  /** Exclusive. */
  to: Date;
}

/** Days that are over do not change, and they are nearly all of the rows: each process counts them once a day. */
const counted = new WeakMap<Db, { key: number; days: Promise<Counted[]> }>();

function readPastDays(db: Db, span: Span): Promise<Counted[]> {
  const key = span.to.getTime();
  const known = counted.get(db);
  if (known?.key === key) return known.days;
  const days = readDays(db, span);
  counted.set(db, { key, days });
  days.catch(() => counted.delete(db));
  return days;
}

async function readDays(db: Db, { from, to }: Span): Promise<Counted[]> {
  return await db.$queryRaw<Counted[]>`
    select component, to_char(day, 'YYYY-MM-DD') as day, checks, healthy from (
      select component, date_trunc('day', checked_at at time zone 'UTC') as day, count(*)::int as checks,
        count(*) filter (where healthy)::int as healthy
        from uptime_check where checked_at >= ${from} and checked_at < ${to} group by 1, 2) as per_day`;
}

function sum(days: readonly UptimeShare[]): { checks: number; healthy: number } {
  const add = (of: "checks" | "healthy") => days.reduce((total, day) => total + day[of], 0);
  return { checks: add("checks"), healthy: add("healthy") };
}

function share(counted: { checks: number; healthy: number } | undefined): UptimeShare {
  const { checks = 0, healthy = 0 } = counted ?? {};
  // Rounded down: 100 % is said only when no check failed
  const percent = checks === 0 ? null : Math.floor((healthy / checks) * 10_000) / 100;
  return { checks, healthy, percent };
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The health check runs every five minutes. */
const STALE_MS = 20 * 60_000;

/** What the latest health check found: one finding for each component that is not well. */
export function checkComponents(words: Words, components: readonly ComponentUptime[], now: Date): Finding[] {
  const check = "components";
  const latest = components.reduce<Date | null>((at, { last }) => (at && at > last.at ? at : last.at), null);
  if (latest === null || now.getTime() - latest.getTime() > STALE_MS) {
    const ago = latest === null ? words("doctor.components.never") : relativeWords(words, latest, { now });
    const evidence = words("doctor.components.stale", { ago });
    return [warning({ check, evidence, fix: words("doctor.components.staleFix"), entry: "does-not-run" })];
  }
  const sick = components.filter(({ last }) => !last.healthy);
  if (sick.length === 0) return [ok(check, words("doctor.components.ok", { count: components.length }))];
  return sick.map(({ component, last }) =>
    error({
      check,
      evidence: words("doctor.components.sick", { component, detail: last.detail ?? "" }),
      fix: words("doctor.components.fix"),
      entry: "many-failures",
    }),
  );
}
