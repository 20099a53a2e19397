import { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { every } from "../../../lib/cron/time/expressions.ts";
import { readNextRunOfEach } from "../../../lib/dashboard/schedules/coming-schedules.ts";
import { readScheduler } from "../../../lib/dashboard/schedules/scheduler.ts";
import { createDb, type Db } from "../../../lib/db.ts";
import { systemClock } from "../../../lib/observe/machine.ts";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { dispatcherOn } from "../support/schedules.ts";

const job = { ...scriptedJob([step.ok()], { name: "declared" }).job, schedule: every(3600) };
/** More than two batches of the dispatcher. */
const MANY = 600;

let stores: TestStores;
/** Connections on which statements and the rows they answer with are counted. */
let counted: { pool: Pool; db: Db; statements: number; rows: number; texts: Set<string> };

beforeAll(async () => {
  stores = await openTestStores();
  const pool = new Pool({ connectionString: stores.url, max: 4 });
  counted = { pool, db: createDb(pool), statements: 0, rows: 0, texts: new Set() };
  const count = (answer: unknown) => {
    counted.statements += 1;
    counted.rows += (answer as { rows?: unknown[] }).rows?.length ?? 0;
    return answer;
  };
  pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const counting = (...given: unknown[]) => {
      const [asked] = given;
      counted.texts.add(typeof asked === "string" ? asked : (asked as { text: string }).text);
      const last = given.at(-1);
      if (typeof last !== "function") return (query(...given) as Promise<unknown>).then(count);
      return query(...given.slice(0, -1), (error: unknown, answer: unknown) => last(error, answer && count(answer)));
    };
    Object.assign(client, { query: counting });
  });
});
afterAll(async () => {
  await counted.db.$disconnect();
  await counted.pool.end();
  await stores.close();
});
beforeEach(async () => {
  await stores.clear();
  await stores.pool.query("delete from cron_schedules");
});

interface Placed {
  prefix: string;
  jobName: string;
  origin?: "code" | "person";
  /** When its next slot is, in seconds from now. */
  inSeconds: number;
  count?: number;
}

const place = ({ prefix, jobName, origin = "person", inSeconds, count = MANY }: Placed) =>
  stores.pool.query(
    `insert into cron_schedules (id, job_name, name, origin, kind, expression, every_seconds, anchor_at, next_slot, next_run_at, removed_at)
     select $1 || i, $2, 'made', $3::text, 'interval', null, 86400, at - interval '1 day', at, case when $3::text = 'person' then at end, case when $3::text = 'code' then now() end
       from generate_series(1, $5::int) i, (select date_trunc('second', now()) + $4 * interval '1 second' as at) x`,
    [prefix, jobName, origin, inSeconds, count],
  );

async function counting<T>(work: () => Promise<T>): Promise<{ answer: T; statements: number; rows: number }> {
  Object.assign(counted, { statements: 0, rows: 0 });
  const answer = await work();
  return { answer, statements: counted.statements, rows: counted.rows };
}

const countedDispatcher = () => dispatcherOn({ ...stores, ...createPostgresStores(counted.pool) }, [job]);
/** A getter: the client is made before the tests. */
const deps = {
  get db() {
    return counted.db;
  },
  jobs: [job],
  clock: systemClock,
};
const scheduler = () => counting(() => readScheduler(deps));

describe("fault A18: thousands of schedules", () => {
  it("cost a start nothing that people made, or that left the code long ago", async () => {
    await place({ prefix: "mine-", jobName: job.name, inSeconds: 3_600 });
    await place({ prefix: "job:gone-", jobName: "gone", origin: "code", inSeconds: 3_600 });
    const { rows } = await counting(() => countedDispatcher().dispatch());
    const again = await counting(() => countedDispatcher().dispatch());
    expect(Math.max(rows, again.rows)).toBeLessThan(10);
    expect((await stores.rows("select 1 from cron_schedules where id = 'job:declared'")).length).toBe(1);
  });

  it("are not read through by a start, either: the declared ones are found by an index", async () => {
    await place({ prefix: "mine-", jobName: job.name, inSeconds: 3_600, count: 20_000 });
    await stores.pool.query("analyze cron_schedules");
    await countedDispatcher().dispatch();
    const asked = [...counted.texts].find((text) => text.includes("origin = 'code'")) ?? "";
    const { rows } = await stores.pool.query(`explain ${asked}`, [["job:declared"]]);
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).not.toContain("Seq Scan");
    expect(plan).toContain("idx_cron_schedules_declared");
  });

  it("still are stopped when their job left the code, and taken up when it comes back", async () => {
    const left = { ...job, name: "left" };
    await dispatcherOn(stores, [job, left]).dispatch();
    const removed = "select removed_at is not null as removed from cron_schedules where id = 'job:left'";
    await dispatcherOn(stores, [job]).dispatch();
    expect(await stores.rows(removed)).toEqual([{ removed: true }]);
    await dispatcherOn(stores, [job, left]).dispatch();
    expect(await stores.rows(removed)).toEqual([{ removed: false }]);
  });

  it("get the endings of slots that have come by two statements for each 250", async () => {
    await place({ prefix: "mine-", jobName: job.name, inSeconds: -60 });
    await stores.pool.query("update cron_schedules set paused_at = now() - interval '1 hour'");
    const ids = (await stores.rows<{ id: string }>("select id from cron_schedules")).map(({ id }) => id);
    const { statements } = await counting(() => countedDispatcher().settle(ids));
    expect(statements).toBeLessThanOrEqual(2 * Math.ceil(MANY / 250));
    const endings = "select status, reason, count(*)::int as count from cron_job_logs group by 1, 2";
    expect(await stores.rows(endings)).toEqual([{ status: "skipped", reason: "paused", count: MANY }]);
  });

  it("due at once hold up no stop: the batch that is under way is the last one", async () => {
    await place({ prefix: "mine-", jobName: job.name, inSeconds: -60 });
    const { schedules } = createPostgresStores(counted.pool);
    const dispatcher = dispatcherOn({ ...stores, schedules }, [job]);
    const due = schedules.due.bind(schedules);
    const stopped = new Promise<void>((resolve) => {
      schedules.due = (request) => {
        resolve(dispatcher.stop());
        return due(request);
      };
    });
    dispatcher.start(() => undefined);
    await stopped;
    expect(dispatcher.isRunning).toBe(false);
    const moved = await stores.rows("select count(*)::int as runs from cron_job_logs");
    expect(moved).toEqual([{ runs: 250 }]);
  });

  it("are counted, and only the next hundred named", async () => {
    await place({ prefix: "mine-", jobName: job.name, inSeconds: 3_600 });
    const { answer, rows } = await scheduler();
    const named = await counting(() => readNextRunOfEach(deps, 100));
    expect([answer.jobCount, named.answer.length]).toEqual([MANY, 100]);
    expect(rows + named.rows).toBeLessThan(120);
  });

  it("of a job that left the code are no lag, and neither are its waiting runs", async () => {
    await place({ prefix: "theirs-", jobName: "gone", inSeconds: -3_600 });
    await stores.pool.query(
      `insert into cron_job_logs (id, job_name, status, trigger, lock_key, attempts, started_at, next_attempt_at)
       values (gen_random_uuid(), 'gone', 'queued', 'http', 'gone', 0, now() - interval '1 hour', now() - interval '1 hour')`,
    );
    expect((await scheduler()).answer).toMatchObject({ jobCount: 0, queueDepth: 0, lagMs: 0 });
    expect(await readNextRunOfEach(deps, 100)).toEqual([]);
    await place({ prefix: "mine-", jobName: job.name, inSeconds: -60, count: 1 });
    expect((await scheduler()).answer.lagMs).toBeGreaterThanOrEqual(60_000);
    expect((await scheduler()).answer.lagMs).toBeLessThan(3_600_000);
  });
});
