import { beforeEach, describe, expect, it } from "vitest";
import { Loop } from "../../../lib/cron/words/loop.ts";
import { FakeClock, settle } from "../../support/fake-clock.ts";

/** A turn that the test ends: with the pause after it, or as failed. */
type OpenTurn = ReturnType<typeof Promise.withResolvers<number | null>> & { stop: AbortSignal };

let clock: FakeClock;
let begunAtMs: number[];
let failures: unknown[];
let open: OpenTurn[];
let most: number;

beforeEach(() => {
  clock = new FakeClock();
  begunAtMs = [];
  failures = [];
  open = [];
  most = 0;
});

const away = new Error("the database is away");

/** A loop that notes when its turns begin. @param drawn what chance says: 0 is the longest pause of a backoff */
function loopOf(
  turn: (stop: AbortSignal) => Promise<number | null>,
  { drawn = 0, onFailure = (error: unknown): void => void failures.push(error) } = {},
): Loop {
  const noted = (stop: AbortSignal) => {
    begunAtMs.push(clock.monotonicMs());
    return turn(stop);
  };
  return new Loop({ clock, random: () => drawn, turn: noted, onFailure, mostBackoffMs: 2_000 });
}

/** A loop whose turns stand open until the test ends them. */
function openLoop(): Loop {
  return loopOf(async (stop) => {
    const turn = { ...Promise.withResolvers<number | null>(), stop };
    open.push(turn);
    most = Math.max(most, open.length);
    return await turn.promise.finally(() => open.splice(open.indexOf(turn), 1));
  });
}

/** Ends the turn that is open. */
async function end(answer: number | null | Error): Promise<void> {
  if (answer instanceof Error) open[0]?.reject(answer);
  else open[0]?.resolve(answer);
  await settle();
}

describe("a loop", () => {
  it("takes a turn at once, and the next one when the turn said", async () => {
    const pauses = [300, 0, 50];
    const loop = loopOf(async () => pauses.shift() ?? null);
    loop.start();
    expect(loop.isRunning).toBe(true);
    await clock.advance(1_000);
    expect(begunAtMs).toEqual([0, 300, 300, 350]);
  });

  it("takes its first turn as late as its start says, and only when woken if that is for ever", async () => {
    const later = loopOf(async () => null);
    later.start(400);
    await clock.advance(1_000);
    expect(begunAtMs).toEqual([400]);
    const idle = loopOf(async () => null);
    idle.start(Number.POSITIVE_INFINITY);
    await clock.advance(1_000);
    idle.wake();
    await clock.advance(1_000);
    expect(begunAtMs).toEqual([400, 2_000]);
  });

  it("never takes two turns at once, however often it is started and woken", async () => {
    const loop = openLoop();
    loop.start();
    loop.start();
    for (let time = 0; time < 3; time += 1) {
      loop.wake();
      await clock.advance(10);
    }
    void loop.stop();
    loop.start();
    await clock.advance(10);
    expect(begunAtMs).toEqual([0]);
    await end(5);
    expect(begunAtMs).toEqual([0, 40]);
    expect(most).toBe(1);
  });

  it("takes the turn now when it is woken in its sleep, and once directly after the turn that runs", async () => {
    const loop = openLoop();
    loop.start();
    await settle();
    await end(1_000);
    await clock.advance(100);
    loop.wake();
    await settle();
    loop.wake();
    loop.wake();
    await end(1_000);
    expect(begunAtMs).toEqual([0, 100, 100]);
    await end(1_000);
    await clock.advance(999);
    expect(begunAtMs).toHaveLength(3);
  });

  it("is woken for later, but never put off by that", async () => {
    const loop = loopOf(async () => 1_000);
    loop.start();
    await clock.advance(0);
    loop.wake(200);
    loop.wake(5_000);
    await clock.advance(1_500);
    expect(begunAtMs).toEqual([0, 200, 1_200]);
  });

  it("stays stopped when it is woken", async () => {
    const loop = loopOf(async () => 10);
    loop.wake();
    await clock.advance(100);
    loop.start();
    await clock.advance(5);
    await loop.stop();
    loop.wake();
    await clock.advance(100);
    expect(begunAtMs).toEqual([100]);
    expect(loop.isRunning).toBe(false);
  });
});

describe("a loop whose turns fail", () => {
  it("waits twice as long after each, up to its most, and begins anew after one that went well", async () => {
    let isAway = true;
    const loop = loopOf(async () => {
      if (isAway) throw away;
      return 5_000;
    });
    loop.start();
    await clock.advance(5_800);
    expect(begunAtMs).toEqual([0, 250, 750, 1_750, 3_750, 5_750]);
    isAway = false;
    await clock.advance(2_000);
    isAway = true;
    await clock.advance(5_300);
    expect(begunAtMs.slice(6)).toEqual([7_750, 12_750, 13_000]);
    expect(failures).toEqual(Array.from({ length: 8 }, () => away));
  });

  it("waits for half of that at least, as chance has it", async () => {
    const loop = loopOf(() => Promise.reject(away), { drawn: 0.999_999 });
    loop.start();
    await clock.advance(3_000);
    const pauses = begunAtMs.slice(1).map((atMs, index) => Math.round(atMs - (begunAtMs[index] ?? 0)));
    expect(pauses).toEqual([125, 250, 500, 1_000, 1_000]);
  });

  it("does not repeat the turn at once because it was woken during it, but when it is woken after it", async () => {
    const loop = openLoop();
    loop.start();
    await settle();
    loop.wake();
    await end(away);
    expect(begunAtMs).toEqual([0]);
    await clock.advance(100);
    loop.wake();
    await settle();
    expect(begunAtMs).toEqual([0, 100]);
  });

  it("goes on when whoever is told fails, too", async () => {
    const deaf = () => {
      throw new Error("the log is full");
    };
    const loop = loopOf(() => Promise.reject(away), { onFailure: deaf });
    loop.start();
    await clock.advance(800);
    expect(begunAtMs).toEqual([0, 250, 750]);
  });
});

describe("the stop of a loop", () => {
  it("aborts the turn's signal, waits for the turn, and begins none after it", async () => {
    const loop = openLoop();
    loop.start();
    await settle();
    loop.wake();
    let isOver = false;
    const stopped = loop.stop().then(() => {
      isOver = true;
    });
    await clock.advance(1_000);
    expect(open[0]?.stop.aborted).toBe(true);
    expect(isOver).toBe(false);
    await end(0);
    await stopped;
    await clock.advance(10_000);
    expect(begunAtMs).toEqual([0]);
  });

  it("tells nobody of a turn that it tore off", async () => {
    const loop = openLoop();
    loop.start();
    await settle();
    const stopped = loop.stop();
    await end(new Error("the connection was closed"));
    await stopped;
    expect(failures).toEqual([]);
  });

  it("resolves at once in a sleep, in a backoff, and in a loop that never ran", async () => {
    const asleep = loopOf(async () => 10_000);
    const failed = loopOf(() => Promise.reject(away));
    const idle = loopOf(async () => null);
    for (const loop of [asleep, failed, idle]) loop.start();
    await settle();
    await Promise.all([asleep, failed, idle, loopOf(async () => null)].map((loop) => loop.stop()));
    await clock.advance(60_000);
    expect(begunAtMs).toEqual([0, 0, 0]);
  });

  it("lets a loop start again, with its backoff forgotten and its own first turn", async () => {
    const loop = openLoop();
    loop.start();
    await settle();
    await end(away);
    void loop.stop();
    loop.start(100);
    await clock.advance(100);
    await end(away);
    await clock.advance(250);
    void loop.stop();
    loop.start(500);
    await end(0);
    await clock.advance(499);
    expect(begunAtMs).toEqual([0, 100, 350]);
    await clock.advance(1);
    expect(begunAtMs).toEqual([0, 100, 350, 850]);
  });
});
