import pg from "pg";
import { RESERVED_CONNECTIONS } from "../../../lib/runtime.ts";
import { listMigrations } from "../../support/migrations.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

const CONNECT_TIMEOUT_MS = 5_000;
/** A waiting run that nobody takes for so long belongs to a job that no process knows. */
const UNCLAIMED_MINUTES = 10;

export interface DatabaseRequest {
  url: string;
  /** Connections of one process beside the engine's. */
  poolSize: number;
  /** Names of the registered jobs. */
  jobNames: readonly string[];
}

/** Whether the database answers, is migrated, and has room for the processes that were seen. */
export async function checkDatabase(request: DatabaseRequest): Promise<Finding[]> {
  const client = new pg.Client({ connectionString: request.url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on("error", () => undefined); // a server that goes away: the query reports it
  try {
    await client.connect();
  } catch (thrown) {
    return [away(thrown)];
  }
  try {
    const { rows } = await client.query("SHOW server_version");
    const reached = ok("database", `Postgres ${rows[0]?.server_version} answers`);
    const migrations = await checkMigrations(client);
    if (migrations.severity !== "ok") return [reached, migrations];
    return [reached, migrations, await checkConnections(client, request), await checkNames(client, request)];
  } finally {
    await client.end();
  }
}

async function checkMigrations(client: pg.Client): Promise<Finding> {
  const check = "migrations";
  const names = listMigrations();
  const { applied, failed } = await readApplied(client);
  if (failed.length > 0) {
    const fix =
      "read its error in _prisma_migrations.logs, mend it, then `node scripts/support/prisma.mjs migrate resolve`";
    return error({ check, evidence: `failed half-way: ${failed.join(", ")}`, fix, entry: "does-not-run" });
  }
  const pending = names.filter((name) => !applied.has(name));
  if (pending.length === 0) return ok(check, `all ${names.length} are applied`);
  const evidence = `${pending.length} of ${names.length} pending: ${pending.join(", ")}`;
  return error({ check, evidence, fix: "run `npm run db:migrate`", entry: "does-not-run" });
}

async function readApplied(client: pg.Client): Promise<{ applied: Set<string>; failed: string[] }> {
  const { rows: tables } = await client.query("SELECT to_regclass('_prisma_migrations') AS found");
  if (!tables[0]?.found) return { applied: new Set(), failed: [] };
  const { rows } = await client.query(
    "SELECT migration_name AS name, finished_at IS NOT NULL AS done FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  const named = (done: boolean): string[] => rows.filter((row) => row.done === done).map((row) => row.name);
  return { applied: new Set(named(true)), failed: named(false) };
}

async function checkConnections(client: pg.Client, { poolSize }: DatabaseRequest): Promise<Finding> {
  const { rows } = await client.query(`
    SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS most,
           (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')::int AS used,
           (SELECT count(DISTINCT worker) FROM cron_job_logs WHERE started_at > now() - interval '1 day')::int AS seen`);
  const { most, used, seen } = rows[0];
  const processes = Math.max(1, seen);
  const each = RESERVED_CONNECTIONS + poolSize;
  const evidence = `${processes} processes of the last day x ${each} connections = ${processes * each} of ${most}; ${used} are open`;
  if (processes * each <= most && used < most) return ok("connections", evidence);
  const fix = "lower DATABASE_POOL, run fewer processes, raise max_connections, or put a pooler in front";
  return warning({ check: "connections", evidence, fix, entry: "slow" });
}

async function checkNames(client: pg.Client, { jobNames }: DatabaseRequest): Promise<Finding> {
  const { rows } = await client.query(
    `SELECT name, bool_or(waits) AS waits FROM (
       SELECT job_name AS name, false AS waits FROM cron_job_config
       UNION ALL SELECT job_name, false FROM cron_job_state
       UNION ALL SELECT job_name, false FROM cron_job_stats_hourly
       UNION ALL SELECT job_name, true FROM cron_job_logs
                  WHERE status IN ('queued', 'retrying') AND next_attempt_at < now() - make_interval(mins => $2)
     ) AS known WHERE name <> ALL ($1::text[]) GROUP BY name ORDER BY name`,
    [jobNames, UNCLAIMED_MINUTES],
  );
  if (rows.length === 0) return ok("jobs", "every job of the database is registered");
  const list = rows.map(({ name, waits }) => (waits ? `${name} (runs wait)` : name)).join(", ");
  const fix = "nothing, if they were taken out on purpose; else put them back into lib/jobs/index.ts";
  return warning({ check: "jobs", evidence: `no longer in code: ${list}`, fix, entry: "answers-404" });
}

function away(thrown: unknown): Finding {
  const why = thrown instanceof Error ? thrown.message || String(Object(thrown).code) : String(thrown);
  const fix = "start it, or correct DATABASE_URL";
  return error({ check: "database", evidence: `does not answer: ${why}`, fix, entry: "does-not-run" });
}
