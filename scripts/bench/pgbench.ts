import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { Contender } from "./rounds.ts";
import { settleTables } from "./settle-tables.ts";

/** The limit: what the server does when nothing but the two writes of a run is asked of it, by a client in C. */

const execute = promisify(execFile);

/** Of 100 connections; past this many pgbench only gets slower. */
const MAX_CLIENTS = 64;

export const PGBENCH_MISSING =
  "pgbench is not on the PATH, so its column is left out. It comes with Postgres: `apt-get install postgresql` " +
  "(Debian and Ubuntu; then add /usr/lib/postgresql/<version>/bin to the PATH) or `brew install libpq`.";

/** Same columns and indexes as the engine's table, without its CHECKs and triggers. */
const TABLE = `create table bare_runs (like cron_job_logs including defaults including indexes)
  with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)`;

/** Two statements, each with a commit of its own, on a lock key per client. */
const SCRIPT = `
insert into bare_runs (id, job_name, status, trigger, lock_key, lane, lanes, fence, lease_expires_at, heartbeat_at, created_at, started_at, attempt_started_at, attempts, max_attempts, params, worker) values (uuidv7(), 'no-op', 'started', 'code', 'no-op:' || :client_id::text, 1, 1, 1, now() + interval '20 seconds', now(), now(), now(), now(), 1, 3, '{"caller":1}', 'bench') returning id \\gset
update bare_runs set status = 'completed', lane = null, lease_expires_at = null, completed_at = now(), duration_ms = 1, message = '1 processed, 0 failed, 0 skipped', result = '{"processed":1,"failed":0,"skipped":0,"errors":[]}' where id = :id and fence = 1;
`;

export async function hasPgbench(): Promise<boolean> {
  try {
    await execute("pgbench", ["--version"]);
    return true;
  } catch {
    return false;
  }
}

/** @param databaseUrl a migrated database: its table is the model. Above 64 callers there are 64 connections. */
export async function pgbenchContender(databaseUrl: string, seconds: number): Promise<Contender> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(TABLE);
  await client.end();
  return {
    name: "pgbench",
    async measure(callers) {
      await settleTables(databaseUrl);
      return runPgbench(databaseUrl, { clients: Math.min(callers, MAX_CLIENTS), seconds });
    },
  };
}

async function runPgbench(databaseUrl: string, load: { clients: number; seconds: number }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "belfry-pgbench-"));
  const script = join(folder, "two-statements.sql");
  writeFileSync(script, SCRIPT);
  try {
    const threads = Math.min(load.clients, 2);
    const options = ["--no-vacuum", "--protocol=prepared", `--file=${script}`, `--time=${Math.ceil(load.seconds)}`];
    const { stdout } = await execute("pgbench", [
      ...options,
      `--client=${load.clients}`,
      `--jobs=${threads}`,
      databaseUrl,
    ]);
    const rate = /tps = ([\d.]+) \(without/.exec(stdout)?.[1];
    if (!rate) throw new Error(`pgbench was expected to print its rate, it printed:\n${stdout}`);
    return Number(rate);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
