import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { evaluate } from "../../../lib/alerts/evaluator/evaluate.ts";
import { endTurn, LostTurnError, takeTurn } from "../../../lib/alerts/evaluator/lease.ts";
import { deleteOldIncidents } from "../../../lib/alerts/evaluator/old-incidents.ts";
import { addSilence, endSilence } from "../../../lib/alerts/incidents/silences.ts";
import type { Signal } from "../../../lib/alerts/words/incident.ts";
import { AlertDatabase, failedSignal } from "../support/alert-database.ts";

const NOW = new Date("2026-11-27T10:00:00.000Z");
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

let alerts: AlertDatabase;
beforeAll(async () => {
  alerts = await AlertDatabase.open();
});
beforeEach(() => alerts.empty());
afterAll(() => alerts.opened.close());

const right = ({ rule, subject }: Signal, at: Date): Signal => ({ rule, subject, at, says: "right" });

describe("a turn", () => {
  test("from a signal to the message in the outbox, and to its end", async () => {
    await alerts.addChannel("chat");
    const failed = failedSignal("sync", NOW);
    alerts.signals = [failed];
    expect(await alerts.turn(NOW)).toEqual({ unresolved: 1, messages: 1 });
    alerts.signals = [right(failed, inSeconds(60))];
    expect(await alerts.turn(inSeconds(60))).toEqual({ unresolved: 0, messages: 1 });
    expect(await alerts.messages()).toMatchObject([
      { channelId: "chat", payload: { tells: "incidents", incidents: [{ notice: "opened", subject: "job:sync" }] } },
      { channelId: "chat", payload: { tells: "incidents", incidents: [{ notice: "resolved", subject: "job:sync" }] } },
    ]);
    expect((await alerts.written()).entries).toEqual(["job:sync opened", "job:sync resolved"]);
  });

  test("what a channel has been told stands in the timeline once it is delivered, and once only", async () => {
    await alerts.addChannel("chat");
    alerts.signals = [failedSignal("a", NOW), failedSignal("b", NOW)];
    await alerts.turn(NOW);
    const told = () => alerts.db.incidentEntry.findMany({ where: { kind: "told" }, include: { incident: true } });
    expect(await told()).toEqual([]);
    const deliver = () => alerts.db.$executeRaw`
      update outbox_messages set state = 'delivered', delivered_at = cron_now() where state <> 'delivered'`;
    await deliver();
    await deliver();
    const lines = await told();
    expect(lines.map(({ incident }) => incident.subject).sort()).toEqual(["job:a", "job:b"]);
    expect(lines[0]).toMatchObject({ actor: null, detail: { notice: "opened", channel: "chat" } });
  });

  test("over the same rows again changes nothing, not even a version", async () => {
    await alerts.addChannel("chat");
    await alerts.addChannel("night", { quietFrom: "09:00", quietUntil: "12:00", quietZone: "UTC" });
    alerts.signals = [failedSignal("a", NOW), failedSignal("b", NOW, { severity: "critical" })];
    await alerts.turn(NOW);
    const written = await alerts.written();
    for (const seconds of [0, 1, 5]) await alerts.turn(inSeconds(seconds));
    expect(await alerts.written()).toEqual(written);
  });

  test("goes on in the same incident when it comes back within half an hour", async () => {
    const failed = failedSignal("sync", NOW);
    for (const [seconds, signal] of [
      [0, failed],
      [60, right(failed, inSeconds(60))],
      [120, failed],
    ] as const) {
      alerts.signals = [signal];
      await alerts.turn(inSeconds(seconds));
    }
    expect((await alerts.written()).incidents).toMatchObject([{ state: "open", openings: 2, resolvedAt: null }]);
  });

  test("what a silence held back is told when somebody ends it", async () => {
    await alerts.addChannel("chat");
    const wanted = { subject: "category:integrations", until: inSeconds(3_600), reason: "?", actor: "ada", now: NOW };
    const answer = await alerts.db.$transaction((tx) => addSilence(tx, wanted));
    alerts.signals = [failedSignal("sync", NOW)];
    await alerts.turn(NOW);
    expect((await alerts.written()).notices).toEqual(["job:sync chat opened 1 silenced false"]);
    const id = answer.outcome === "done" ? answer.silence.id : "";
    await alerts.db.$transaction((tx) => endSilence(tx, { id, actor: "ada", now: inSeconds(10) }));
    expect(await alerts.turn(inSeconds(11))).toMatchObject({ messages: 1 });
  });

  test("a reader that fails is told, and stops neither the others nor the cursor's being kept for it", async () => {
    const broken = async () => {
      throw new Error("the reader is broken");
    };
    alerts.signals = [failedSignal("sync", NOW)];
    await alerts.turn(NOW, { readers: [broken, ...alerts.parts().readers] });
    expect(alerts.failures).toMatchObject([{ message: "the reader is broken" }]);
    expect(await alerts.db.incident.count()).toBe(1);
    expect((await alerts.take()).cursorAt).toBeNull();
  });

  test("a complete one moves the cursor to its beginning", async () => {
    await alerts.turn(NOW);
    expect(await alerts.take()).toMatchObject({ cursorAt: NOW });
  });

  test("facts that SQL by hand made wrong stop nothing", async () => {
    alerts.signals = [failedSignal("sync", NOW)];
    await alerts.turn(NOW);
    await alerts.db.$executeRaw`update incidents set facts = '{"count": "many"}'`;
    await alerts.turn(inSeconds(5));
    expect((await alerts.written()).incidents).toMatchObject([{ facts: { count: 1 } }]);
  });

  test("costs four statements, beside those of the readers, when nothing is wrong and nothing waits", async () => {
    const statements: unknown[] = [];
    const counting = alerts.db.$extends({
      query: {
        async $allOperations({ args, query, operation, model }) {
          statements.push(`${model ?? ""}.${operation}`);
          return await query(args);
        },
      },
    }) as unknown as typeof alerts.db;
    const readers = [async () => []];
    const parts = { ...alerts.parts(counting), readers };
    for (let nth = 0; nth < 2; nth += 1) {
      statements.length = 0;
      const turn = await takeTurn(counting, { worker: "test", leastMs: 0 });
      if (turn) await evaluate(parts, { ...turn, awake: true });
    }
    expect(statements).toEqual([".$queryRaw", "Incident.findMany", "AlertRule.findMany", ".$executeRaw"]);
  });
});

describe("the lease", () => {
  test("is one process's at a time, and free after the turn", async () => {
    const [first, second] = await Promise.all([
      takeTurn(alerts.db, { worker: "one", leastMs: 0 }),
      takeTurn(alerts.db, { worker: "two", leastMs: 0 }),
    ]);
    const turn = first ?? second;
    expect([first, second].filter(Boolean)).toHaveLength(1);
    if (turn) await endTurn(alerts.db, turn, NOW);
    expect(await takeTurn(alerts.db, { worker: "two", leastMs: 0 })).not.toBeNull();
  });

  test("is not taken on the rhythm while another process keeps it, but by whoever knows of something", async () => {
    await alerts.turn(NOW);
    expect(await takeTurn(alerts.db, { worker: "two", leastMs: 60_000 })).toBeNull();
    expect(await takeTurn(alerts.db, { worker: "two", leastMs: 0 })).not.toBeNull();
  });

  test("that ran out lets the next one in, and what the slow turn decided is not kept", async () => {
    await alerts.addChannel("chat");
    alerts.signals = [failedSignal("sync", NOW)];
    const slow = await alerts.take(NOW);
    await alerts.db.$executeRaw`update alert_evaluator set lease_expires_at = cron_now() - interval '1 s'`;
    expect(await alerts.turn(NOW)).toMatchObject({ messages: 1 });
    alerts.signals = [...alerts.signals, failedSignal("other", NOW)];
    await expect(evaluate(alerts.parts(), { ...slow, awake: true })).rejects.toThrow(LostTurnError);
    expect((await alerts.written()).messages).toEqual(["chat"]);
    expect(await alerts.db.incident.count()).toBe(1);
  });
});

test("incidents go a year after their end, with their lines and notices", async () => {
  await alerts.addChannel("chat");
  const failed = failedSignal("sync", NOW);
  alerts.signals = [failed, failedSignal("open", NOW)];
  await alerts.turn(NOW);
  alerts.signals = [right(failed, NOW)];
  await alerts.turn(inSeconds(60));
  const toThen = (days: number) => alerts.db.$executeRaw`
    update incidents set opened_at = cron_now() - make_interval(days => ${days}),
      resolved_at = case when resolved_at is not null then cron_now() - make_interval(days => ${days}) end`;
  await toThen(364);
  expect(await deleteOldIncidents(alerts.db)).toBe(0);
  await toThen(366);
  expect(await deleteOldIncidents(alerts.db)).toBe(1);
  expect((await alerts.written()).incidents).toMatchObject([{ subject: "job:open" }]);
  expect(await alerts.db.incidentEntry.count()).toBe(1);
});
