import type { Db } from "../../db.ts";
import type { Words } from "../../i18n/words.ts";
import { checkSchema } from "./check-schema.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

/** A waiting run that nobody takes for so long belongs to a job that no process knows. */
const UNCLAIMED_MINUTES = 10;
/** Processes are counted among this many of the latest runs. */
const COUNTED_RUNS = 10_000;

export interface DatabaseRequest {
  db: Db;
  /** Names of this release's migrations, oldest first; null where their folder is not at hand. */
  migrations: readonly string[] | null;
  /** Connections of one process. */
  connections: number;
  /** Names of the registered jobs. */
  jobNames: readonly string[];
}

/** Whether the database is migrated, has room for the processes that were seen, and knows no other jobs. */
export async function checkDatabase(words: Words, request: DatabaseRequest): Promise<Finding[]> {
  const [server] = await request.db.$queryRaw<
    { version: string }[]
  >`select current_setting('server_version') as version`;
  const reached = ok("database", words("doctor.database.ok", { version: server?.version ?? "" }));
  const migrations = await checkMigrations(words, request);
  if (migrations.severity !== "ok") return [reached, migrations];
  const schema = await checkSchema(words, request.db);
  if (schema.some(({ severity }) => severity === "error")) return [reached, migrations, ...schema];
  const [connections, jobs] = await Promise.all([checkConnections(words, request), checkNames(words, request)]);
  return [reached, migrations, ...schema, connections, jobs];
}

/** What to say of a database that could not be reached. */
export function databaseAway(words: Words, thrown: unknown): Finding {
  const why = thrown instanceof Error ? thrown.message || String(Object(thrown).code) : String(thrown);
  const evidence = words("doctor.database.away", { why });
  return error({ check: "database", evidence, fix: words("doctor.database.fix"), entry: "does-not-run" });
}

async function checkMigrations(words: Words, { db, migrations }: DatabaseRequest): Promise<Finding> {
  const check = "migrations";
  const { applied, failed } = await readApplied(db);
  if (failed.length > 0) {
    const evidence = words("doctor.migrations.failed", { names: failed.join(", ") });
    return error({ check, evidence, fix: words("doctor.migrations.failedFix"), entry: "does-not-run" });
  }
  const pending = (migrations ?? []).filter((name) => !applied.has(name));
  if (pending.length === 0)
    return ok(check, words("doctor.migrations.ok", { count: (migrations ?? [...applied]).length }));
  const all = { pending: pending.length, all: migrations?.length ?? 0, names: pending.join(", ") };
  const evidence = words("doctor.migrations.pending", all);
  return error({ check, evidence, fix: words("doctor.migrations.pendingFix"), entry: "does-not-run" });
}

async function readApplied(db: Db): Promise<{ applied: Set<string>; failed: string[] }> {
  const [table] = await db.$queryRaw<
    { found: boolean }[]
  >`select to_regclass('_prisma_migrations') is not null as found`;
  if (!table?.found) return { applied: new Set(), failed: [] };
  const rows = await db.$queryRaw<{ name: string; done: boolean }[]>`
    select migration_name as name, finished_at is not null as done from _prisma_migrations where rolled_back_at is null`;
  const named = (done: boolean): string[] => rows.filter((row) => row.done === done).map((row) => row.name);
  return { applied: new Set(named(true)), failed: named(false) };
}

async function checkConnections(words: Words, { db, connections }: DatabaseRequest): Promise<Finding> {
  const [row] = await db.$queryRaw<{ most: number; used: number; seen: number }[]>`
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most,
      (select count(*) from pg_stat_activity where backend_type = 'client backend')::int as used,
      (select count(distinct latest.worker) from (select l.worker from cron_job_logs l
          where l.started_at > now() - interval '1 day' order by l.started_at desc limit ${COUNTED_RUNS}) latest)::int as seen`;
  const { most = 0, used = 0, seen = 0 } = row ?? {};
  const processes = Math.max(1, seen);
  const needed = processes * connections;
  const evidence = words("doctor.connections.evidence", { processes, connections, needed, most, used });
  if (needed <= most && used < most) return ok("connections", evidence);
  return warning({ check: "connections", evidence, fix: words("doctor.connections.fix"), entry: "slow" });
}

/** The statistics have many rows of few jobs: their names are found by skipping from one to the next. */
async function checkNames(words: Words, { db, jobNames }: DatabaseRequest): Promise<Finding> {
  const rows = await db.$queryRaw<{ name: string; waits: boolean }[]>`
    with recursive counted as (
      (select job_name as name from cron_job_stats_hourly order by job_name limit 1)
      union all
      select (select s.job_name from cron_job_stats_hourly s where s.job_name > c.name order by s.job_name limit 1)
        from counted c where c.name is not null)
    select name, bool_or(waits) as waits from (
      select job_name as name, false as waits from cron_job_config
      union all select job_name, false from cron_job_state
      union all select name, false from counted where name is not null
      union all select job_name, true from cron_job_logs
                 where status in ('queued', 'retrying') and next_attempt_at < now() - make_interval(mins => ${UNCLAIMED_MINUTES}::int)
    ) as known where name <> all (${[...jobNames]}::text[]) group by name order by name`;
  if (rows.length === 0) return ok("jobs", words("doctor.jobs.ok"));
  const list = rows.map(({ name, waits }) => (waits ? words("doctor.jobs.waiting", { name }) : name)).join(", ");
  const evidence = words("doctor.jobs.gone", { list });
  return warning({ check: "jobs", evidence, fix: words("doctor.jobs.fix"), entry: "answers-404" });
}
