import { afterAll, beforeAll, expect, it } from "vitest";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";
import { openTestStores, stopClock, type TestStores } from "../support/postgres-stores.ts";
import { dispatcherOn, insertSchedule, ledger } from "../support/schedules.ts";

const START = new Date("2026-10-15T00:00:00Z");
const MINUTE = 60_000;
const DAYS = 31;

/** Matches a wall clock, minute by minute: knows nothing of croner or of our own arithmetic. */
interface Walked {
  id: string;
  expression: string;
  timezone: string;
  fires: (wall: { minute: number; hour: number; day: number; weekday: string }) => boolean;
}

// No fixed hour lies in a gap or an overlap here: those rules have a table of their own (dst.test.ts).
const SCHEDULES: Walked[] = [
  { id: "quarter", expression: "*/15 * * * *", timezone: "UTC", fires: ({ minute }) => minute % 15 === 0 },
  {
    id: "nine-ny",
    expression: "0 9 * * *",
    timezone: "America/New_York",
    fires: ({ minute, hour }) => minute === 0 && hour === 9,
  },
  {
    id: "weekdays-berlin",
    expression: "30 7 * * 1-5",
    timezone: "Europe/Berlin",
    fires: ({ minute, hour, weekday }) => minute === 30 && hour === 7 && !weekday.startsWith("S"),
  },
  {
    id: "first-seoul",
    expression: "5 4 1 * *",
    timezone: "Asia/Seoul",
    fires: ({ minute, hour, day }) => minute === 5 && hour === 4 && day === 1,
  },
  { id: "hourly-lh", expression: "0 * * * *", timezone: "Australia/Lord_Howe", fires: ({ minute }) => minute === 0 },
];

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores({ connections: 4 });
  await stopClock(stores, START.toISOString());
});
afterAll(() => stores.close());

it("three dispatchers, cut off at random over a month, account for exactly the slots of a minute-by-minute walker", async () => {
  const job = scriptedJob([step.ok()], {
    name: "simulated",
    overlap: "allow",
    concurrency: 1000,
    misfire: "run-all",
  }).job;
  for (const { id, expression, timezone } of SCHEDULES) {
    await insertSchedule(
      stores.pool,
      {
        id,
        jobName: "simulated",
        expression,
        timezone,
        misfire: "run-all",
        maxCatchUp: 20,
        maxLatenessSeconds: 6 * 3600,
      },
      START,
    );
  }
  const pools = [1, 2, 3].map(() => stores.openPool(1));
  for (const pool of pools) pool.on("error", () => {}); // cut off on purpose below
  const dispatchers = pools.map((pool) => dispatcherOn({ ...stores, ...createPostgresStores(pool) }, [job]));
  const random = seeded(20261121);
  const end = START.getTime() + DAYS * 24 * 60 * MINUTE;
  for (let at = START.getTime(); at < end; at += Math.ceil(random() * (random() < 0.03 ? 1500 : 45)) * MINUTE) {
    await stores.pool.query("update test_clock set at = $1", [new Date(at)]);
    const turns = Promise.allSettled(dispatchers.map((dispatcher) => dispatcher.dispatch()));
    if (random() < 0.1) await cutOffOne(stores, random);
    await turns;
    // The scripted runs are not worked off here; endings free the key for the next slots.
    await stores.pool.query(
      "update cron_job_logs set status = 'completed', next_attempt_at = null, completed_at = cron_now() where status = 'queued'",
    );
  }
  await stores.pool.query("update test_clock set at = $1", [new Date(end)]);
  await dispatchers[0]?.dispatch().catch(() => dispatchers[0]?.dispatch());

  for (const schedule of SCHEDULES) {
    const rows = await ledger(stores.pool, schedule.id);
    const expected = walk(schedule, START.getTime(), end);
    expect([schedule.id, rows.reduce((sum, row) => sum + row.count, 0)]).toEqual([schedule.id, expected.length]);
    const slots = new Set(expected);
    for (const row of rows) {
      expect(slots.has(row.slot.getTime()), `${schedule.id} ${row.slot.toISOString()}`).toBe(true);
      if (row.status === "skipped" || row.status === "missed")
        expect(row.reason).toMatch(/^(too_late|cap|already_running)$/);
      if (row.until)
        expect(
          expected.filter((slot) => slot >= row.slot.getTime() && slot <= (row.until?.getTime() ?? 0)),
        ).toHaveLength(row.count);
    }
    expect(new Set(rows.map((row) => row.slot.getTime())).size).toBe(rows.length);
  }
}, 120_000);

/** What pg_terminate_backend does to a dispatcher is what kill -9 does to its transaction. */
async function cutOffOne({ pool }: TestStores, random: () => number): Promise<void> {
  await pool.query(
    `select pg_terminate_backend(pid) from (select pid from pg_stat_activity where datname = current_database()
       and pid <> pg_backend_pid() and query like '%cron_d%' order by pid offset $1 limit 1) victim`,
    [Math.floor(random() * 3)],
  );
}

function walk({ timezone, fires }: Walked, startMs: number, endMs: number): number[] {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    minute: "numeric",
    hour: "numeric",
    day: "numeric",
    weekday: "short",
  });
  const slots: number[] = [];
  for (let at = startMs + MINUTE; at <= endMs; at += MINUTE) {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const read = (type: "minute" | "hour" | "day") => Number(parts.get(type));
    if (fires({ minute: read("minute"), hour: read("hour"), day: read("day"), weekday: parts.get("weekday") ?? "" }))
      slots.push(at);
  }
  return slots;
}

/** mulberry32: the same cuts and pauses in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
