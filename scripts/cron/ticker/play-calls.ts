import { setTimeout as sleep } from "node:timers/promises";
import { type PlannedCall, planCalls } from "./plan-calls.ts";

export interface Play extends Omit<Parameters<typeof planCalls>[0], "from" | "until"> {
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
