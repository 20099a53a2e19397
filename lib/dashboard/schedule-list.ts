import type { SlotAhead } from "./schedule-ahead.ts";
import type { Lane, ScheduleBoard } from "./schedule-board.ts";
import type { HourOfRuns, PastSlot } from "./schedule-past.ts";

/** One line of the board as a list; a band of many slots is one line. */
export type BoardRow = { key: string; at: Date; lane: Lane } & (
  | { kind: "past"; slot: PastSlot }
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
