import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LiveFeed, type LiveListener, type NumberedEvent } from "../../../lib/dashboard/live/live-feed.ts";
import { createDb, type Db } from "../../../lib/db.ts";
import { systemClock } from "../../../lib/observe/machine.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns } from "../run-rows.ts";

let domain: DomainDb;
/** The feed's own connections, on which every statement is counted. */
let counted: { db: Db; pool: Pool; statements: string[] };
let feed: LiveFeed;
/** How much earlier the feed's clock is: what it reads then was read so long ago afterwards. */
let earlierMs = 0;
let failures: unknown[];

beforeAll(async () => {
  domain = await openDomainDb();
  const statements: string[] = [];
  const pool = new Pool({ connectionString: domain.url, max: 2 });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => {
    const query = client.query.bind(client);
    Object.assign(client, {
      query: (...args: Parameters<typeof query>) => {
        statements.push(JSON.stringify(args[0]));
        return query(...args);
      },
    });
  });
  counted = { db: createDb(pool), pool, statements };
});
afterAll(async () => {
  await counted.pool.end();
  await domain.close();
});

beforeEach(async () => {
  await domain.db.cronJobLog.deleteMany({});
  earlierMs = 0;
  failures = [];
  feed = new LiveFeed({
    db: counted.db,
    clock: { ...systemClock, now: () => new Date(Date.now() - earlierMs) },
    random: Math.random,
    onFailure: (error) => failures.push(error),
  });
});
afterEach(async () => {
  await feed.close();
  expect(failures).toEqual([]);
});

interface Heard extends LiveListener {
  events: NumberedEvent[];
  ended: boolean;
  types(): string[];
}

function listener(): Heard {
  const events: NumberedEvent[] = [];
  return {
    events,
    ended: false,
    tell: (told) => void events.push(...told),
    end() {
      this.ended = true;
    },
    types: () => events.map(({ event }) => event.type),
  };
}

const now = (offsetMs = 0) => new Date(Date.now() + offsetMs).toISOString();
const begin = async (job = "hourly-report") => {
  const [id = ""] = await insertRuns(domain.db, [{ job, status: "started", startedAt: now() }]);
  return id;
};
const end = (id: string) =>
  domain.db.cronJobLog.update({
    where: { id },
    data: {
      status: "failed",
      completedAt: new Date(),
      lane: null,
      leaseExpiresAt: null,
      errorMessage: "401 from Meta",
    },
  });
const idsOf = ({ events }: Heard) => events.map(({ event }) => ("run" in event ? event.run.id : null));

const soon = <Value>(what: () => Value) => expect.poll(what, { timeout: 8_000 });

describe("the live feed", () => {
  test("tells of a run that starts, makes progress, logs and ends, in this order", async () => {
    const heard = listener();
    await feed.subscribe(heard);
    const id = await begin();
    await soon(heard.types).toEqual(["run_started"]);
    await domain.db.cronJobLog.update({ where: { id }, data: { progress: { done: 1, total: 3 } } });
    await soon(heard.types).toEqual(["run_started", "run_progressed"]);
    const line = { runId: id, at: new Date(), level: "info", attempt: 1, message: "a line" };
    const { id: lineId } = await domain.db.cronJobLogLine.create({ data: line });
    await soon(() => heard.events.at(-1)?.event).toMatchObject({ run: { logCursor: String(lineId) } });
    await end(id);
    await soon(() => heard.events.at(-1)?.event).toMatchObject({
      type: "run_ended",
      run: { id, state: "failed", status: "failed", error: "401 from Meta" },
    });
    expect(heard.types()).toEqual(["run_started", "run_progressed", "run_progressed", "run_ended"]);
  });

  test("tells once of a run that began and ended between two readings, and of one that was refused", async () => {
    const heard = listener();
    await feed.subscribe(heard);
    const ids = await insertRuns(domain.db, [
      { status: "completed", startedAt: now(-300) },
      { status: "skipped", startedAt: now(-100), more: { reason: "disabled" } },
    ]);
    await soon(() => idsOf(heard)).toEqual(ids);
    await begin();
    await soon(heard.types).toEqual(["run_ended", "run_ended", "run_started"]);
  });

  test("says nothing of what was there before and does not move", async () => {
    await begin();
    const heard = listener();
    await feed.subscribe(heard);
    const id = await begin("by-hand");
    await soon(() => idsOf(heard)).toEqual([id]);
  });

  test("reads once a second for a hundred listeners as for one, and not at all for none", async () => {
    const everybody = Array.from({ length: 100 }, listener);
    const subscriptions = await Promise.all(everybody.map((heard) => feed.subscribe(heard)));
    const readings = () => counted.statements.filter((text) => text.includes("with wanted")).length;
    counted.statements.length = 0;
    const id = await begin();
    await soon(() => everybody.filter(({ events }) => events.length > 0).length).toBe(100);
    expect(everybody.every((heard) => idsOf(heard)[0] === id)).toBe(true);
    expect(readings()).toBeLessThanOrEqual(2);
    for (const { stop } of subscriptions) stop();
    const before = readings();
    await systemClock.sleep(2_500);
    expect(readings()).toBe(before);

    expect(feed.listeners).toBe(0);
  });

  test("leads a listener that was away through what it missed, and tells it so when that is not known", async () => {
    const stays = listener();
    await feed.subscribe(stays);
    const leaves = listener();
    const { id: left, stop } = await feed.subscribe(leaves);
    stop();
    const run = await begin();
    await soon(stays.types).toEqual(["run_started"]);
    const back = await feed.subscribe(leaves, left);
    expect(back.missed?.map(({ event }) => event)).toMatchObject([{ type: "run_started", run: { id: run } }]);
    expect((await feed.subscribe(listener(), stays.events[0]?.id)).missed).toEqual([]);
    expect((await feed.subscribe(listener(), "another-7")).missed).toBeNull();
  });

  test("tells when a person pauses everything, and not when a schedule merely moves on", async () => {
    const heard = listener();
    await feed.subscribe(heard);
    const pausedAt = new Date();
    await domain.db.cronSchedulerState.upsert({ where: { id: 1 }, create: { pausedAt }, update: { pausedAt } });
    await soon(heard.types).toEqual(["settings_changed"]);
  });

  test("ends its listeners when it closes, and whoever comes later at once", async () => {
    const heard = listener();
    await feed.subscribe(heard);
    await feed.close();
    const late = listener();
    await feed.subscribe(late);
    expect([heard.ended, late.ended]).toEqual([true, true]);
  });
});

describe("fault A18: a feed to which nobody listened for a while", () => {
  const QUIET_MS = 120_000;
  const endedInTheQuiet = () => insertRuns(domain.db, [{ status: "completed", startedAt: now(-QUIET_MS / 2) }]);

  test("begins at now for the first who comes, whatever was read for those who poll before", async () => {
    earlierMs = QUIET_MS;
    await feed.snapshot();
    earlierMs = 0;
    await endedInTheQuiet();
    const pausedUntil = new Date();
    await domain.db.cronSchedulerState.upsert({ where: { id: 1 }, create: { pausedUntil }, update: { pausedUntil } });
    const heard = listener();
    await feed.subscribe(heard);
    const id = await begin();
    await soon(heard.types).toContain("run_started");
    expect(idsOf(heard)).toEqual([id]);
  });

  test("names no old ending to who polls again after it", async () => {
    earlierMs = QUIET_MS;
    await feed.snapshot();
    earlierMs = 0;
    await endedInTheQuiet();
    expect((await feed.snapshot()).runs).toEqual([]);
  });

  test("begins at now, too, when the last one left in the middle of a reading; from there one can resume", async () => {
    earlierMs = QUIET_MS;
    const { stop } = await feed.subscribe(listener());
    await leaveDuringReading(stop);
    earlierMs = 0;
    await endedInTheQuiet();
    const heard = listener();
    const { id: fresh } = await feed.subscribe(heard);
    const id = await begin();
    await soon(heard.types).toContain("run_started");
    expect(idsOf(heard)).toEqual([id]);
    expect((await feed.subscribe(listener(), fresh)).missed).toEqual(heard.events);
  });

  async function leaveDuringReading(stop: () => void): Promise<void> {
    const waiting = async () => {
      const found = await domain.db.$queryRaw<object[]>`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return found.length;
    };
    await domain.db.$transaction(async (tx) => {
      await tx.$executeRaw`lock table cron_job_logs in access exclusive mode`;
      await expect.poll(waiting, { timeout: 4_000 }).toBeGreaterThan(0);
      stop();
    });
    await expect.poll(waiting).toBe(0);
    await feed.snapshot();
  }
});
