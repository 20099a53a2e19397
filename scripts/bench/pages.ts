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
import { fillHistory } from "./history-rows.ts";
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
