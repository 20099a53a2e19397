import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { cron, nextInstant } from "../../../lib/cron/time/expressions.ts";
import type { PlatformCron } from "../../../lib/platform/platform-crons.ts";

/** What a platform does to its calls now and then: twice, not at all, or late. */
export const CHAOS = ["duplicate", "miss", "late"] as const;
export type Chaos = (typeof CHAOS)[number];

export interface PlannedCall {
  cron: PlatformCron;
  /** The instant of the schedule. */
  dueAt: Date;
  /** When it is called; later than due when it is late or a duplicate. */
  at: Date;
  fate: "on time" | "duplicate" | "late" | "missed";
}

interface CallsRequest {
  crons: readonly PlatformCron[];
  /** Exclusive. */
  from: Date;
  until: Date;
  chaos: readonly Chaos[];
  /** The same seed gives the same fates. */
  seed: string;
}

/** Each kind of chaos strikes about one call in five. */
const CHANCE = 0.2;
const MOST_LATE_MS = 10 * 60_000;
const MOST_BETWEEN_DUPLICATES_MS = 30_000;

/** Every call of the time, with its fate, in order of time. Pure: a call's fate depends on nothing but seed and call. */
export function planCalls({ crons, from, until, chaos, seed }: CallsRequest): PlannedCall[] {
  const calls = crons.flatMap((entry) =>
    instantsOf(entry, from, until).flatMap((dueAt) => fates({ cron: entry, dueAt, chaos, seed })),
  );
  return calls.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function instantsOf({ schedule, timezone }: PlatformCron, from: Date, until: Date): Date[] {
  const instants: Date[] = [];
  const timing = cron(schedule, timezone);
  for (let at = nextInstant(timing, from); at && at <= until; at = nextInstant(timing, at)) instants.push(at);
  return instants;
}

interface Due extends Pick<CallsRequest, "chaos" | "seed"> {
  cron: PlatformCron;
  dueAt: Date;
}

function fates({ cron: entry, dueAt, chaos, seed }: Due): PlannedCall[] {
  const draw = (what: string) => drawn(`${seed} ${what} ${entry.path} ${entry.schedule} ${dueAt.toISOString()}`);
  const strikes = (kind: Chaos) => chaos.includes(kind) && draw(kind) < CHANCE;
  const call = (fate: PlannedCall["fate"], laterMs: number): PlannedCall => ({
    cron: entry,
    dueAt,
    at: new Date(dueAt.getTime() + Math.ceil(laterMs)),
    fate,
  });
  if (strikes("miss")) return [call("missed", 0)];
  const lateMs = strikes("late") ? draw("how late") * MOST_LATE_MS : 0;
  const first = call(lateMs > 0 ? "late" : "on time", lateMs);
  if (!strikes("duplicate")) return [first];
  return [first, call("duplicate", lateMs + draw("how much later") * MOST_BETWEEN_DUPLICATES_MS)];
}

/** A number in [0, 1) that the text decides. */
function drawn(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;
}

interface Play extends Omit<Parameters<typeof planCalls>[0], "from" | "until"> {
  /** The time that the schedule begins at; the server's own clock stays what it is. */
  startAt: Date;
  /** How much faster than real time it goes. */
  speed: number;
  /** How much of the schedule is played; null: until it is stopped. */
  lengthMs: number | null;
  stop: AbortSignal;
  /** Told of each call when its time has come. */
  onCall(call: PlannedCall): Promise<void>;
}

/** Planned at once; a late call of one part can fall into the next. */
const PART_MS = 3_600_000;
/** Timers of longer than 24 days fire at once. */
const LONGEST_SLEEP_MS = 86_400_000;

/** Plays the schedule from `startAt` on, and resolves when it is over and every call has been answered. */
export async function playCalls(play: Play): Promise<void> {
  const beganMs = performance.now();
  const endMs = play.lengthMs === null ? Number.POSITIVE_INFINITY : play.startAt.getTime() + play.lengthMs;
  const clock = { nowMs: () => play.startAt.getTime() + (performance.now() - beganMs) * play.speed };
  const answers: Promise<void>[] = [];
  let waiting: PlannedCall[] = [];
  for (let fromMs = play.startAt.getTime(); fromMs < endMs && !play.stop.aborted; fromMs += PART_MS) {
    const untilMs = Math.min(fromMs + PART_MS, endMs);
    const planned = planCalls({ ...play, from: new Date(fromMs), until: new Date(untilMs) });
    const isLast = untilMs === endMs;
    const all = [...waiting, ...planned].sort((a, b) => a.at.getTime() - b.at.getTime());
    const due = isLast ? all : all.filter(({ at }) => at.getTime() <= untilMs);
    waiting = all.slice(due.length);
    for (const call of due) {
      await sleepUntil(play, clock, call.at.getTime());
      if (play.stop.aborted) break;
      answers.push(play.onCall(call));
    }
    if (!isLast) await sleepUntil(play, clock, untilMs);
  }
  await Promise.all(answers);
}

async function sleepUntil({ speed, stop }: Play, clock: { nowMs(): number }, untilMs: number): Promise<void> {
  for (;;) {
    const leftMs = (untilMs - clock.nowMs()) / speed;
    if (leftMs <= 0 || stop.aborted) return;
    await sleep(Math.min(leftMs, LONGEST_SLEEP_MS), undefined, { signal: stop }).catch(() => undefined);
  }
}
