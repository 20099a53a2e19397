import { z } from "zod";
import { readExpectedLengths } from "../runs/duration-trouble.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { floorHour } from "../words/window.ts";
import { readTakenOut } from "./coming-schedules.ts";
import { type Ahead, type Hold, holdsOf, nextSlots, nextToRun, type SlotAhead, slotsAhead } from "./schedule-ahead.ts";
import type { ScheduleEntry } from "./schedule-entry.ts";
import { type Meetings, readMeetings } from "./schedule-herds.ts";
import { type HourOfRuns, type PastBoardSlot, readHours, readPastSlots } from "./schedule-past.ts";
import { recordOf, type ScheduleRow } from "./schedule-row.ts";
import { type Pause, pauseIn, readJobHolds, readPauseOfAll } from "./scheduler.ts";
import { readScheduleRows, toEntries } from "./schedules.ts";

export const BOARD_RANGES = ["24h", "7d"] as const;

/** What the address of the Schedule page says; unreadable values count as absent. */
export const boardQuery = z.object({
  range: z.enum(BOARD_RANGES).catch("24h").default("24h"),
  view: z.enum(["lanes", "list"]).catch("lanes").default("lanes"),
  job: z.string().max(100).catch("").default(""),
  cursor: z.string().max(120).optional().catch(undefined),
});
export type BoardQuery = z.output<typeof boardQuery>;

/** A schedule with what became of its slots in the last 24 hours and what lies ahead. */
export interface Lane {
  schedule: ScheduleEntry;
  holds: Hold[];
  /** The next slot that will run; null when none will by itself. */
  nextRunTime: Date | null;
  /** The next slot ahead, also one that will not run. */
  nextSlot: Date | null;
  /** Slots ahead that people took out. */
  takenOut: Date[];
  /** The usual length of the job's runs: the median of the latest 100 of the last 7 days, in ms. */
  expectedMs: number | null;
  past: { kind: "slots"; slots: PastBoardSlot[] } | { kind: "hours"; hours: HourOfRuns[] };
  ahead: Ahead;
}

export interface ScheduleBoard {
  from: Date;
  now: Date;
  to: Date;
  lanes: Lane[];
  /** Leads to the next schedules as `cursor=`, null at the end. */
  nextCursor: string | null;
  meetings: Meetings;
  /** Everything is paused; null when it is not. */
  pause: Pause | null;
}

const DAY_MS = 86_400_000;
const AHEAD_MS = { "24h": DAY_MS, "7d": 7 * DAY_MS };
const LANES_PER_PAGE = 50;

/**
 * One page of schedules in lanes. Twelve statements at most, whatever the number of schedules and runs: past slots come
 * by index and are bounded for each schedule, busy ones from the hourly statistics.
 */
export async function readScheduleBoard(deps: DashboardDeps, query: BoardQuery): Promise<ScheduleBoard> {
  const now = deps.clock.now();
  const { from, to } = { from: new Date(now.getTime() - DAY_MS), to: new Date(now.getTime() + AHEAD_MS[query.range]) };
  const { rows, nextCursor } = await readScheduleRows(deps, {
    jobName: query.job || undefined,
    limit: LANES_PER_PAGE,
    cursor: query.cursor,
  });
  const [expected, pause] = await Promise.all([
    readExpectedLengths(
      deps,
      deps.jobs.map(({ name }) => name),
    ),
    readPauseOfAll(deps),
  ]);
  const [lanes, meetings] = await Promise.all([
    toLanes(deps, rows, { from, now, to, expected, pause }),
    readMeetings(deps, expected),
  ]);
  return { from, now, to, lanes, nextCursor, meetings, pause };
}

/** Slots that a schedule's own page lists. */
const NEXT_SLOTS = 10;

/** One schedule as on the board, but with its next ten slots however many there are a day; null when there is none. */
export async function readLane(deps: DashboardDeps, id: string): Promise<Lane | null> {
  const row = await deps.db.cronSchedule.findUnique({ where: { id } });
  if (!row) return null;
  const now = deps.clock.now();
  const span = { from: new Date(now.getTime() - DAY_MS), now, to: new Date(now.getTime() + DAY_MS) };
  const [expected, pause] = await Promise.all([readExpectedLengths(deps, [row.jobName]), readPauseOfAll(deps)]);
  const [lane] = await toLanes(deps, [row], { ...span, expected, pause });
  if (!lane) return null;
  const takenOut = new Set(lane.takenOut.map((at) => at.getTime()));
  const removed = lane.schedule.status === "removed";
  const slots = removed ? [] : nextSlots(recordOf(row), { from: now, holds: lane.holds, takenOut }, NEXT_SLOTS);
  return { ...lane, ahead: { kind: "slots", slots } };
}

interface Span {
  from: Date;
  now: Date;
  to: Date;
  expected: ReadonlyMap<string, number | null>;
  pause: Pause | null;
}

async function toLanes(
  deps: DashboardDeps,
  rows: ScheduleRow[],
  { from, now, to, expected, pause }: Span,
): Promise<Lane[]> {
  const ids = rows.map(({ id }) => id);
  const [entries, jobHolds, past, takenOut] = await Promise.all([
    toEntries(deps, rows),
    readJobHolds(deps, [...new Set(rows.map(({ jobName }) => jobName))]),
    readPastSlots(deps.db, { ids, from, to: now }),
    readTakenOut(deps.db, { ids, now }),
  ]);
  const busy = rows.filter(({ id }) => !past.has(id)).map(({ jobName }) => jobName);
  const hours = await readHours(deps.db, { jobNames: [...new Set(busy)], from: floorHour(from) });
  return rows.flatMap((row, index) => {
    const schedule = entries[index];
    const jobHold = jobHolds.get(row.jobName);
    if (!schedule || !jobHold) return [];
    const slots = past.get(row.id);
    const skips = takenOut.get(row.id) ?? [];
    const record = recordOf(row);
    const holds = holdsOf({ enabled: row.enabled, pause: pauseIn(row, now) }, jobHold, pause);
    const removed = schedule.status === "removed";
    const question = { from: now, to, holds, takenOut: new Set(skips.map((at) => at.getTime())) };
    return {
      ...{ schedule, holds, takenOut: skips, expectedMs: expected.get(row.jobName) ?? null },
      nextRunTime: removed ? null : nextToRun(record, question),
      nextSlot: removed ? null : nextToRun(record, { from: now, holds: [], takenOut: new Set() }),
      past: slots ? { kind: "slots", slots } : { kind: "hours", hours: hours.get(row.jobName) ?? [] },
      ahead: removed ? { kind: "slots", slots: [] } : slotsAhead(record, question),
    };
  });
}

/** One line of the board as a list; a band of many slots is one line. */
export type BoardRow = { key: string; at: Date; lane: Lane } & (
  | { kind: "past"; slot: PastBoardSlot }
  | { kind: "hour"; hour: HourOfRuns }
  | { kind: "ahead"; slot: SlotAhead }
  | { kind: "band"; count: number; gapMs: number }
);

/** Lines on each side of now. */
const MAX_ROWS = 100;

/** The slots of all lanes in the order of time, those nearest to now; `left` counts what is not listed. */
export function boardRows({ lanes, now }: ScheduleBoard): { rows: BoardRow[]; left: number } {
  const inOrder = lanes
    .flatMap((lane) => [...pastRows(lane), ...aheadRows(lane)])
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const before = inOrder.filter(({ at }) => at <= now);
  const after = inOrder.filter(({ at }) => at > now);
  const rows = [...before.slice(-MAX_ROWS), ...after.slice(0, MAX_ROWS)];
  return { rows, left: inOrder.length - rows.length };
}

function pastRows(lane: Lane): BoardRow[] {
  const { past, schedule } = lane;
  if (past.kind === "hours") {
    return past.hours.map((hour) => {
      const key = `${schedule.id} ${hour.hour.toISOString()}`;
      return { kind: "hour", key, at: hour.hour, lane, hour };
    });
  }
  return past.slots.map((slot) => ({ kind: "past", key: slot.runId, at: slot.slot, lane, slot }));
}

function aheadRows(lane: Lane): BoardRow[] {
  const { ahead, schedule } = lane;
  if (ahead.kind === "band") {
    const { count, gapMs, first } = ahead;
    return [{ kind: "band", key: `${schedule.id} band`, at: first, lane, count, gapMs }];
  }
  return ahead.slots.map((slot) => {
    return { kind: "ahead", key: `${schedule.id} ${slot.at.toISOString()}`, at: slot.at, lane, slot };
  });
}
