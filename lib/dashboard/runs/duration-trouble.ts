import { percentile } from "../../cron/words/percentile.ts";
import { FAILED_STATUSES, isOneOf, SUCCESSFUL_STATUSES } from "../../cron/words/vocabulary.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { lastDays } from "../words/window.ts";
import type { RecentRow } from "./recent-rows.ts";
import { readRunStats } from "./run-stats.ts";

/** Most runs come near the timeout, or the last two were cut by it (details.md, "Screens"). */
export interface NearTimeout {
  kind: "near_timeout";
  runId: string;
  why: "p95" | "twice";
  p95: number;
  timeoutMs: number;
  /** The timeout to set: p99 x 1.5, in whole seconds. */
  suggestedSeconds: number;
}

/** The latest runs take much longer than those before them. */
export interface Slow {
  kind: "slow";
  runId: string;
  p95: number;
  before: number;
}

const NEAR = 0.8;
/** Fewer runs say nothing about the slowest of twenty. */
const MIN_RUNS = 5;

/** Pure. @param rows newest first */
export function isNearTimeout(
  rows: readonly Pick<RecentRow, "id" | "status" | "durationMs">[],
  timeoutMs: number,
): NearTimeout | null {
  const finished = rows.filter(isFinished);
  const [last, before] = finished;
  if (!last) return null;
  const durations = finished.map(({ durationMs }) => durationMs ?? 0);
  const p95 = percentile(durations, 0.95);
  const twice = last.status === "timed_out" && before?.status === "timed_out";
  if (!twice && (finished.length < MIN_RUNS || p95 <= timeoutMs * NEAR)) return null;
  const suggestedSeconds = Math.ceil((percentile(durations, 0.99) * 1.5) / 1000);
  return { kind: "near_timeout", runId: last.id, why: twice ? "twice" : "p95", p95, timeoutMs, suggestedSeconds };
}

/** What counts as the latest runs, and how many there have to be of them and of those before. */
const LATEST = 20;
const MIN_LATEST = 10;
const MIN_BEFORE = 20;
const MUCH_SLOWER = 2;
/** Twice of nothing is nothing. */
const NOTICEABLE_MS = 1000;

/** Pure. @param rows newest first */
export function isSlow(rows: readonly RecentRow[]): Slow | null {
  const done = rows.filter(({ status, durationMs }) => durationMs !== null && isOneOf(SUCCESSFUL_STATUSES, status));
  const durations = done.map(({ durationMs }) => durationMs ?? 0);
  const latestCount = Math.min(LATEST, durations.length - MIN_BEFORE);
  const slowest = done[0];
  if (latestCount < MIN_LATEST || !slowest) return null;
  const p95 = percentile(durations.slice(0, latestCount), 0.95);
  const before = percentile(durations.slice(latestCount), 0.95);
  const isMuch = p95 >= before * MUCH_SLOWER && p95 - before >= NOTICEABLE_MS;
  return isMuch ? { kind: "slow", runId: slowest.id, p95, before } : null;
}

function isFinished({ status, durationMs }: Pick<RecentRow, "status" | "durationMs">): boolean {
  return durationMs !== null && (isOneOf(SUCCESSFUL_STATUSES, status) || isOneOf(FAILED_STATUSES, status));
}

const DAYS = 7;
const RUNS = 100;

/** The usual length of each job's runs: the median of the latest 100 of the last 7 days, in ms; null before the first. */
export async function readExpectedLengths(
  { db, clock }: Pick<DashboardDeps, "db" | "clock">,
  names: readonly string[],
): Promise<ReadonlyMap<string, number | null>> {
  const stats = await readRunStats(db, { names, window: lastDays(DAYS, clock.now()), percentileRuns: RUNS });
  return new Map([...stats].map(([name, { p50 }]) => [name, p50]));
}
