import { countInstants, cronAfter, cronAtOrBefore } from "./cron-instants.ts";
import { keptOrNull } from "./instant.ts";

/** What makes slots: a cron expression in a zone, a steady interval on a grid, or one date. */
export type Timing =
  | { kind: "cron"; expression: string; timezone: string }
  /** Slots are `anchor` + n x `everySeconds`, n from 1: the first comes one interval after the anchor. */
  | { kind: "interval"; everySeconds: number; anchor: Date }
  | { kind: "date"; at: Date }
  /** What this runtime cannot compute with, as a zone that it lacks: it has no slots. */
  | { kind: "never" };

/** The first slot strictly after `after`, or null when there is none that can be kept: none before the year 10000. */
export function nextSlot(timing: Timing, after: Date): Date | null {
  switch (timing.kind) {
    case "cron":
      return cronAfter(timing, after);
    case "interval":
      return keptOrNull(gridSlot(timing, Math.max(1, gridIndex(timing, after) + 1)));
    case "date":
      return timing.at > after ? timing.at : null;
    case "never":
      return null;
  }
}

/** The latest slot at or before `at`, or null when there is none. */
export function latestSlot(timing: Timing, at: Date): Date | null {
  switch (timing.kind) {
    case "cron":
      return cronAtOrBefore(timing, at);
    case "interval": {
      const index = gridIndex(timing, at);
      return index < 1 ? null : gridSlot(timing, index);
    }
    case "date":
      return timing.at <= at ? timing.at : null;
    case "never":
      return null;
  }
}

/** The last `limit` slots from `from` to `to` (both included), oldest first. */
export function lastSlots(timing: Timing, { from, to, limit }: { from: Date; to: Date; limit: number }): Date[] {
  const slots: Date[] = [];
  for (let slot = latestSlot(timing, to); slot && slot >= from && slots.length < limit; ) {
    slots.push(slot);
    slot = latestSlot(timing, new Date(slot.getTime() - 1000));
  }
  return slots.reverse();
}

/** How many slots lie from `from` to `to`, both included. Counted by arithmetic: a month of minutes costs about a ms. */
export function countSlots(timing: Timing, from: Date, to: Date): number {
  if (from > to) return 0;
  switch (timing.kind) {
    case "cron":
      return countInstants(timing, from, to);
    case "interval":
      return Math.max(0, gridIndex(timing, to) - Math.max(0, gridIndex(timing, new Date(from.getTime() - 1))));
    case "date":
      return timing.at >= from && timing.at <= to ? 1 : 0;
    case "never":
      return 0;
  }
}

type Grid = Extract<Timing, { kind: "interval" }>;

/** The number of the grid's slot at or before `at`; below 1 when there is none yet. */
const gridIndex = ({ anchor, everySeconds }: Grid, at: Date) =>
  Math.floor((at.getTime() - anchor.getTime()) / (everySeconds * 1000));

const gridSlot = ({ anchor, everySeconds }: Grid, index: number) =>
  new Date(anchor.getTime() + index * everySeconds * 1000);
