import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { evaluate } from "../../../lib/alerts/evaluator/evaluate.ts";
import type { Signal } from "../../../lib/alerts/words/incident.ts";
import type { Db, Prisma } from "../../../lib/db.ts";
import { AlertDatabase, failedSignal } from "../support/alert-database.ts";

const NOW = new Date("2026-11-27T10:00:00.000Z");
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

let alerts: AlertDatabase;
beforeAll(async () => {
  alerts = await AlertDatabase.open();
});
beforeEach(async () => {
  await alerts.empty();
  for (const id of ["chat", "mail"]) await alerts.addChannel(id);
});
afterAll(() => alerts.opened.close());

/** The database of a process that dies at a step: its connection is torn before its nth statement of a transaction. */
function dyingAt(nth: number): Db {
  const { db } = alerts;
  return new Proxy(db, {
    get: (target, name) => (name === "$transaction" ? dyingTransaction(target, nth) : Reflect.get(target, name)),
  });
}

function dyingTransaction(db: Db, nth: number) {
  return (work: (tx: Prisma.TransactionClient) => Promise<unknown>, options: object) =>
    db.$transaction((tx) => work(counted(tx, nth)), options);
}

function counted(tx: Prisma.TransactionClient, nth: number): Prisma.TransactionClient {
  let begun = 0;
  const step = <Args extends unknown[]>(act: (...args: Args) => unknown) => {
    return async (...args: Args) => {
      begun += 1;
      if (begun === nth) await tx.$queryRaw`select pg_terminate_backend(pg_backend_pid())`;
      return await act(...args);
    };
  };
  const wrap = (target: object): object =>
    new Proxy(target, {
      get(_, name) {
        const found = Reflect.get(target, name);
        if (typeof found === "function") return step(found.bind(target));
        return typeof found === "object" && found !== null ? wrap(found) : found;
      },
    });
  return wrap(tx) as Prisma.TransactionClient;
}

/** Kills the turn at one step after the other until one gets through, and says how many steps it has. */
async function killAtEachStep(now: Date): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    const before = await alerts.written();
    const turn = { ...(await alerts.take(now)), awake: true };
    const died = await evaluate(alerts.parts(dyingAt(nth)), turn).then(
      () => false,
      () => true,
    );
    if (!died) return nth - 1;
    expect(await alerts.written()).toEqual(before);
    // Nobody gives back the lease of a process that died: it runs out.
    await alerts.db.$executeRaw`update alert_evaluator set lease_expires_at = cron_now() - interval '1 s'`;
  }
}

describe("a process that dies in its turn", () => {
  const failed = [failedSignal("a", NOW), failedSignal("b", NOW, { severity: "critical" })];
  const ended: Signal[] = failed.map(({ rule, subject }) => ({ rule, subject, at: inSeconds(60), says: "right" }));

  test("at any step loses nothing and repeats nothing", async () => {
    for (const [seconds, signals] of [
      [0, failed],
      [60, ended],
    ] as const) {
      alerts.signals = [...signals];
      await alerts.turn(inSeconds(seconds));
    }
    const reference = await alerts.written();
    await alerts.empty();
    for (const id of ["chat", "mail"]) await alerts.addChannel(id);

    const steps: number[] = [];
    for (const [seconds, signals] of [
      [0, failed],
      [60, ended],
    ] as const) {
      alerts.signals = [...signals];
      steps.push(await killAtEachStep(inSeconds(seconds)));
      await alerts.turn(inSeconds(seconds));
    }
    expect(await alerts.written()).toEqual(reference);
    expect(reference.messages).toEqual(["chat", "chat", "mail", "mail"]);
    expect(Math.min(...steps)).toBeGreaterThan(10);
  });
});
