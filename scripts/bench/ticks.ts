import pg from "pg";
import { z } from "zod";
import { Dispatcher } from "../../lib/cron/engine/dispatcher.ts";
import { defineJobFor } from "../../lib/cron/jobs/define-job.ts";
import { createEvents } from "../../lib/cron/ports/events.ts";
import { createRegistry } from "../../lib/cron/schedules/registry.ts";
import { redactNothing } from "../../lib/cron/words/redact.ts";
import { createRandomBytes, systemClock } from "../../lib/observe/machine.ts";
import { createPostgresStores } from "../../lib/stores/postgres/index.ts";
import { migrate } from "../support/migrations.ts";
import type { BenchServer } from "./bench-server.ts";
import { againstAim, printTable } from "./report.ts";
import { type Effort, median } from "./rounds.ts";
import { settleTables } from "./settle-tables.ts";

/** Aim 4 of the speed page, in ms. */
const SIZES = [
  { schedules: 10_000, aimMs: 8 },
  { schedules: 100_000, aimMs: 60 },
] as const;
const NOTHING_DUE_AIM_MS = 1;
const DUE_SHARE = 0.01;
const TICKS_A_ROUND = 5;

const job = defineJobFor<null>()({
  name: "ticked",
  description: "Falls due",
  category: "bench",
  schedule: { kind: "none" },
  overlap: "allow",
  concurrency: 1_000,
  concurrencyKey: ({ n }) => String(n),
  timeoutSeconds: 60,
  maxAttempts: 1,
  params: z.strictObject({ n: z.number() }),
  handler: async () => ({ run: async () => ({ processed: 0, failed: 0, skipped: 0, errors: [] }) }),
});

/** One turn of the dispatcher when one schedule in a hundred is due, its runs and next slots included, and when none is. */
export async function runTicksBench(server: BenchServer, { rounds }: Effort): Promise<void> {
  const url = await server.createDatabase("ticks");
  await migrate(url);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  // The database is dropped at the end, whatever is still open.
  pool.on("error", () => undefined);
  const dispatcher = openDispatcher(pool);
  const rows: string[][] = [];
  for (const { schedules, aimMs } of SIZES) {
    await fill(pool, schedules);
    await settleTables(url);
    const due = await measure({ pool, dispatcher, ticks: rounds * TICKS_A_ROUND, share: DUE_SHARE });
    const idle = await measure({ pool, dispatcher, ticks: rounds * TICKS_A_ROUND, share: 0 });
    rows.push([String(schedules), due.toFixed(1), againstAim(due, aimMs, "lower"), idle.toFixed(2)]);
    if (schedules === SIZES[1].schedules)
      rows.push(["nothing due", "", againstAim(idle, NOTHING_DUE_AIM_MS, "lower"), ""]);
  }
  await pool.end();
  printTable("One tick, median", ["schedules", "1 % due, ms", "against its aim", "nothing due, ms"], rows);
}

interface Measurement {
  pool: pg.Pool;
  dispatcher: Dispatcher;
  ticks: number;
  /** Of the schedules, how many are due. */
  share: number;
}

async function measure({ pool, dispatcher, ticks, share }: Measurement): Promise<number> {
  const times: number[] = [];
  for (let tick = 0; tick < ticks; tick += 1) {
    await pool.query("delete from cron_job_logs");
    if (share > 0) await letFallDue(pool, share);
    const beganMs = performance.now();
    await dispatcher.dispatch();
    times.push(performance.now() - beganMs);
  }
  return median(times);
}

/** Every hundredth schedule had its slot a moment ago. */
async function letFallDue(pool: pg.Pool, share: number): Promise<void> {
  await pool.query(
    `update cron_schedules set next_slot = date_trunc('minute', cron_now()), next_run_at = date_trunc('minute', cron_now())
     where (params ->> 'n')::int % $1 = 0`,
    [Math.round(1 / share)],
  );
}

async function fill(pool: pg.Pool, schedules: number): Promise<void> {
  await pool.query("truncate cron_schedules");
  await pool.query(
    `insert into cron_schedules (id, job_name, name, origin, kind, expression, timezone, params, misfire, grace_seconds, next_slot, next_run_at)
     select 's' || n, 'ticked', 's' || n, 'person', 'cron', '* * * * *', (array['UTC', 'Asia/Seoul', 'America/New_York'])[1 + n % 3],
       json_build_object('n', n), 'run-once', 120, cron_now() + interval '1 day', cron_now() + interval '1 day'
     from generate_series(1, $1) n`,
    [schedules],
  );
}

function openDispatcher(pool: pg.Pool): Dispatcher {
  const stores = createPostgresStores(pool);
  const parts = {
    ...stores,
    registry: createRegistry([job]),
    clock: systemClock,
    random: Math.random,
    randomBytes: createRandomBytes(),
    services: null,
    events: createEvents((error) => {
      throw error;
    }),
    times: { leaseMs: 20_000, heartbeatMs: 5_000, sweepMs: 5_000, maxDurationMs: null },
    worker: "bench",
    release: null,
    redact: redactNothing,
    isStoreUnavailable: () => false,
  };
  return new Dispatcher(parts, stores.schedules);
}
