import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Alerts, type AlertsParts } from "../../../lib/alerts/evaluator/create-alerts.ts";
import type { Signal } from "../../../lib/alerts/words/incident.ts";
import type { Db } from "../../../lib/db.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { until } from "../../support/until.ts";
import { AlertDatabase, failedSignal } from "../support/alert-database.ts";

let database: AlertDatabase;
let clock: FakeClock;
let running: Alerts[] = [];

beforeAll(async () => {
  database = await AlertDatabase.open();
});
beforeEach(async () => {
  await database.empty();
  clock = new FakeClock();
});
afterEach(async () => {
  await Promise.all(running.map((alerts) => alerts.stop()));
  running = [];
});
afterAll(() => database.opened.close());

/** Its clock stands still until the test moves it: turns come by that, not by the machine's. */
function create(change: Partial<AlertsParts> = {}): Alerts {
  const channelsReady = async () => undefined;
  const told = {
    channelsReady,
    onMessages: () => undefined,
    onFailure: (error: unknown) => void database.failures.push(error),
  };
  const parts = { ...database.parts(), clock, random: () => 0.5, worker: "test", ...told, ...change };
  const alerts = new Alerts(parts);
  running.push(alerts);
  return alerts;
}

const turnedAt = async () => (await database.db.alertEvaluator.findFirst())?.turnedAt?.getTime() ?? null;
const anotherTurn = (since: number | null) =>
  until("another turn", async () => {
    const at = await turnedAt();
    return at !== since ? at : null;
  });
const unresolved = () => database.db.incident.count({ where: { resolvedAt: null } });
const incidents = (count: number) =>
  until(`${count} open incidents`, async () => ((await unresolved()) === count ? count : null));
const right = ({ rule, subject, at }: Signal): Signal => ({ rule, subject, at, says: "right" });

describe("in a process that stays", () => {
  test("a run that failed is evaluated at once, and its messages are told to leave", async () => {
    const told: string[] = [];
    await database.addChannel("chat");
    const alerts = create({ onMessages: () => void told.push("messages") });
    alerts.start();
    const first = await anotherTurn(null);
    database.signals = [failedSignal("sync", new Date())];
    await clock.advance(499);
    alerts.runEnded({ failed: true });
    expect(await turnedAt()).toBe(first);
    await clock.advance(1);
    await incidents(1);
    await until("the message's being told", async () => (told.length === 1 ? true : null));
  });

  test("a run that went well wakes nobody, unless something is wrong", async () => {
    const alerts = create();
    alerts.start();
    const first = await anotherTurn(null);
    alerts.runEnded({ failed: false });
    await clock.advance(1_000);
    expect(await turnedAt()).toBe(first);
    const failed = failedSignal("sync", new Date());
    database.signals = [failed];
    alerts.runEnded({ failed: true });
    await clock.advance(1_000);
    await incidents(1);
    await anotherTurn(first);
    database.signals = [right(failed)];
    await until("the loop's knowing of it", async () => {
      alerts.runEnded({ failed: false });
      await clock.advance(1_000);
      return (await unresolved()) === 0 ? true : null;
    });
  });

  test("one that is stopped takes no turn any more", async () => {
    const alerts = create();
    alerts.start();
    const first = await anotherTurn(null);
    await alerts.stop();
    alerts.wake();
    await clock.advance(60_000);
    expect(await turnedAt()).toBe(first);
  });

  test("a turn that another process is in is waited for, when there is something to see", async () => {
    const other = await database.take();
    database.signals = [failedSignal("sync", new Date())];
    const alerts = create();
    alerts.start();
    alerts.wake();
    await clock.advance(400);
    expect(await unresolved()).toBe(0);
    await database.db
      .$executeRaw`update alert_evaluator set lease_expires_at = null, holder = null where fence = ${other.fence}`;
    await until("the turn after the other's", async () => {
      await clock.advance(200);
      return (await unresolved()) === 1 ? true : null;
    });
  });

  test("a turn that fails gives its lease back, is told, and the next one follows", async () => {
    const broken = new Proxy(database.db, {
      get: (target, name) => (name === "alertRule" ? undefined : Reflect.get(target, name)),
    }) as Db;
    const alerts = create({ db: broken });
    alerts.start();
    await until("two failures", async () => {
      await clock.advance(500);
      return database.failures.length >= 2 ? true : null;
    });
    await alerts.stop();
    expect(await database.take()).toMatchObject({ turnedAt: null });
  });
});

describe("with the calls", () => {
  test("a request looks only when nobody has for a minute, whichever process", async () => {
    const alerts = create();
    expect(alerts.lookIfUnwatched()).toBeNull();
    await clock.advance(60_000);
    const other = create();
    await other.lookWithinCall();
    const first = await turnedAt();
    await alerts.lookIfUnwatched();
    expect(await turnedAt()).toBe(first);
    expect(alerts.lookIfUnwatched()).toBeNull();
    await database.db.$executeRaw`update alert_evaluator set turned_at = turned_at - interval '61 s'`;
    await clock.advance(60_000);
    await alerts.lookIfUnwatched();
    expect(await turnedAt()).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY);
  });

  test("a call of the platform looks whenever it comes, and silence says something to it", async () => {
    const awake: boolean[] = [];
    const readers: AlertsParts["readers"] = [
      async (reads) => {
        awake.push(reads.awake);
        return [];
      },
    ];
    const alerts = create({ readers });
    await alerts.lookWithinCall();
    await alerts.lookWithinCall();
    expect(awake).toEqual([true, true]);
  });

  test("in a process that just came up, silence says nothing yet", async () => {
    const awake: boolean[] = [];
    const readers: AlertsParts["readers"] = [
      async (reads) => {
        awake.push(reads.awake);
        return [];
      },
    ];
    await database.turn(new Date());
    const alerts = create({ readers });
    alerts.start();
    for (let count = 1; count <= 4; count += 1) {
      alerts.wake();
      await until("a turn", async () => {
        await clock.advance(500);
        return awake.length >= count ? true : null;
      });
      await clock.advance(4_500);
    }
    expect(awake.slice(0, 2)).toEqual([false, false]);
    expect(awake.at(-1)).toBe(true);
  });
});
