import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { seedAdmin } from "../../lib/auth/seed-admin.ts";
import { createDb } from "../../lib/db.ts";
import { jobs } from "../../lib/jobs/index.ts";
import { ROOT } from "../support/environment.ts";
import { freePort } from "../support/free-port.ts";
import { ensureBuild } from "../support/make-once.ts";
import { migrate } from "../support/migrations.ts";
import { makeSecret } from "../support/secrets.ts";
import type { BenchServer } from "./bench-server.ts";
import { againstAim, printTable } from "./report.ts";
import { type Effort, median } from "./rounds.ts";
import { settleTables } from "./settle-tables.ts";

/** The project's own bar: at the server, with a million runs. */
const AIM_MS = 300;
const EMAIL = "bench@example.com";
const WARM_UPS = 2;
const CALLS = 15;

const JOB = "/dashboard/admin/cron-jobs/convert-images";
const PATHS = [
  "/dashboard/admin",
  "/dashboard/admin/cron-jobs",
  "/dashboard/admin/cron-jobs?history=convert-images",
  JOB,
  "/dashboard/admin/schedule",
  "/dashboard/admin/health",
  "/dashboard/admin/settings/audit-log",
  "/admin/cron-logs",
  "/admin/cron-logs?status=failed",
  "/admin/cron-logs?job_name=convert-images&page=3",
  "/api/admin/cron-jobs",
  "/api/admin/cron-logs?limit=200",
  "/api/admin/cron-logs?q=answered&limit=50",
  "/api/admin/cron-jobs/convert-images/history?days=30",
  "/api/admin/job-stats",
  "/api/admin/scheduler",
  "/api/admin/schedules",
] as const;

/** Every screen and list of the built application, asked for one after the other, with a long history behind it. */
export async function runPagesBench(server: BenchServer, { history }: Effort): Promise<void> {
  await ensureBuild();
  const url = await server.createDatabase("pages");
  const password = await fillDatabase(url, history);
  const application = await startApplication(url);
  try {
    const cookie = await signIn(application.url, password);
    const rows: string[][] = [];
    for (const path of PATHS) {
      const times = await measure(application.url + path, cookie);
      const middle = median(times);
      rows.push([path, middle.toFixed(0), Math.max(...times).toFixed(0), againstAim(middle, AIM_MS, "lower")]);
    }
    const title = `Screens and lists with ${history.toLocaleString("en")} runs, whole answer, one caller`;
    printTable(title, ["", "median ms", "most ms", "against its aim"], rows);
  } finally {
    await application.stop();
  }
}

async function measure(url: string, cookie: string): Promise<number[]> {
  const times: number[] = [];
  for (let call = -WARM_UPS; call < CALLS; call += 1) {
    const beganMs = performance.now();
    const answer = await fetch(url, { headers: { cookie }, redirect: "manual" });
    await answer.text();
    if (answer.status !== 200) throw new Error(`expected ${url} to answer 200, it answered ${answer.status}`);
    if (call >= 0) times.push(performance.now() - beganMs);
  }
  return times;
}

/** @returns the password of the one account */
async function fillDatabase(url: string, history: number): Promise<string> {
  await migrate(url);
  await fillHistory(url, { runs: history, jobs: jobs.map(({ name }) => name) });
  await settleTables(url);
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const password = makeSecret(12);
  await seedAdmin({ db: createDb(pool), email: EMAIL, password });
  await pool.end();
  return password;
}

async function signIn(url: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email: EMAIL, password }),
  });
  if (!answer.ok) throw new Error(`expected to sign in, got ${answer.status}: ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

/** The process of `npm start`, which dispatches nothing. */
async function startApplication(databaseUrl: string): Promise<{ url: string; stop(): Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), "belfry-bench-home-"));
  const port = String(await freePort());
  const own = { DATABASE_URL: databaseUrl, BELFRY_HOME: home, PORT: port, SCHEDULER: "none" };
  const secrets = { CRON_SECRET: makeSecret(32), BETTER_AUTH_SECRET: makeSecret(32) };
  const env = { ...process.env, ...own, ...secrets, NODE_ENV: "production" as const };
  const child = spawn(process.execPath, ["scripts/server.ts"], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface(child.stdout)) if (line.includes("Belfry answers")) break;
  child.stdout.resume();
  async function stop(): Promise<void> {
    child.kill("SIGKILL");
    await once(child, "close");
    rmSync(home, { recursive: true, force: true });
  }
  return { url: `http://localhost:${port}`, stop };
}

const DAYS = 30;

/** Log lines stand behind the latest of these only: older ones are gone from a real table, too. */
const RUNS_WITH_LINES = 1_000;

/**
 * A month's history of so many runs over the given jobs, and the statistics that belong to it: 95 % completed, the
 * others failed with one of a few errors, partial, timed out or skipped.
 */
async function fillHistory(databaseUrl: string, { runs, jobs }: { runs: number; jobs: readonly string[] }) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(ROWS, [runs, jobs, DAYS * 86_400]);
    await client.query(STATISTICS);
    await client.query(LINES, [RUNS_WITH_LINES]);
  } finally {
    await client.end();
  }
}

const ROWS = `
  insert into cron_job_logs (id, job_name, status, reason, trigger, schedule_id, scheduled_for, lock_key, attempts, max_attempts, created_at, started_at,
    attempt_started_at, completed_at, duration_ms, result, message, error_message, error, actor, worker)
  select gen_random_uuid(), x.job, x.status, case x.status when 'skipped' then 'already_running' end, 'schedule', 'job:' || x.job, x.at, x.job,
    case x.status when 'skipped' then 0 when 'failed' then 3 else 1 end, 3, x.at, x.at, case when x.status <> 'skipped' then x.at end,
    x.at + x.ms * interval '1 ms', case when x.status <> 'skipped' then x.ms end, '{"processed": 12, "failed": 0, "skipped": 0, "errors": []}',
    'Processed 12 items', case when x.failed then x.sentence end,
    case when x.failed then jsonb_build_object('name', 'Error', 'message', x.sentence, 'code', null, 'stack', null) end, 'platform', 'bench:' || x.n % 3
  from (
    select n, ($2::text[])[1 + n % cardinality($2::text[])] as job, at, ms, status, status in ('failed', 'timed_out') as failed,
      (array['Meta answered 401', 'connect ECONNREFUSED', 'Job timeout after 30 seconds', 'The bucket does not answer'])[1 + n % 4] as sentence
    from generate_series(1, $1::int) n
    cross join lateral (select date_trunc('second', cron_now()) - n * ($3::float8 / $1::int) * interval '1 second' as at, (20 + (n::bigint * 7919) % 3000)::integer as ms,
      case when n % 100 < 95 then 'completed' when n % 100 = 95 then 'partial' when n % 100 = 96 then 'timed_out' when n % 100 = 97 then 'skipped' else 'failed' end as status) y
  ) x`;

const STATISTICS = `
  insert into cron_job_stats_hourly (job_name, hour, shard, completed, partial, failed, timed_out, skipped, sum_ms, min_ms, max_ms, last_run_at, last_success_at, last_failure_at)
  select job_name, date_trunc('hour', started_at, 'UTC'), 0, count(*) filter (where status = 'completed'), count(*) filter (where status = 'partial'),
    count(*) filter (where status = 'failed'), count(*) filter (where status = 'timed_out'), count(*) filter (where status = 'skipped'),
    coalesce(sum(duration_ms), 0), min(duration_ms), max(duration_ms), max(started_at) filter (where status <> 'skipped'),
    max(started_at) filter (where status in ('completed', 'partial')), max(started_at) filter (where status in ('failed', 'timed_out'))
  from cron_job_logs group by 1, 2`;

const LINES = `
  insert into cron_job_log_lines (run_id, at, level, attempt, message)
  select l.id, l.started_at, 'info', 1, 'line ' || n from (select id, started_at from cron_job_logs order by started_at desc limit $1) l, generate_series(1, 20) n`;
