import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Belfry, openBelfry, runCallers } from "./belfry.ts";
import { openProcessorClock } from "./processor-time.ts";
import { againstAim, printTable } from "./report.ts";
import { settleTables } from "./settle-tables.ts";

/** Aim 1 of the speed page. */
const COMMITS_AIM = 2.1;
const CPU_SECONDS_AIM = 2.5;
const CPU_AIM_CALLERS = 8;
const CALLERS = [1, 8, 32, 128];

/** What a run costs: commits and round trips, and processor time. */
export async function runCostsBench(databaseUrl: string, { runs, seconds }: { runs: number; seconds: number }) {
  const direct = await countCommits(databaseUrl, Math.min(runs, 2_000));
  printTable(
    "A direct run, one after the other",
    ["commits", "round trips"],
    [[againstAim(direct.commits, COMMITS_AIM, "lower"), direct.roundTrips.toFixed(2)]],
  );
  await printProcessorTime(databaseUrl, seconds);
}

/** A backend hands its counters in when it ends: the engine's connections are closed before they are read. */
async function countCommits(databaseUrl: string, runs: number): Promise<{ commits: number; roundTrips: number }> {
  const before = await readCommits(databaseUrl);
  const belfry = openBelfry(databaseUrl);
  for (let index = 0; index < runs; index++) await belfry.run("no-op", 0);
  const { roundTrips } = belfry;
  await belfry.close();
  await allGone(databaseUrl);
  const after = await readCommits(databaseUrl);
  return { commits: (after - before) / runs, roundTrips: roundTrips / runs };
}

async function readCommits(databaseUrl: string): Promise<number> {
  return elsewhere(databaseUrl, async (client, database) => {
    const sql = "select xact_commit::float8 as commits from pg_stat_database where datname = $1";
    const { rows } = await client.query<{ commits: number }>(sql, [database]);
    return rows[0]?.commits ?? 0;
  });
}

async function allGone(databaseUrl: string): Promise<void> {
  await elsewhere(databaseUrl, async (client, database) => {
    const sql = "select 1 from pg_stat_activity where datname = $1 and backend_type = 'client backend'";
    while ((await client.query(sql, [database])).rowCount) await sleep(20);
  });
}

/** Asks from another database, so that the question is not counted. */
async function elsewhere<T>(databaseUrl: string, ask: (client: pg.Client, database: string) => Promise<T>): Promise<T> {
  const url = new URL(databaseUrl);
  const database = url.pathname.slice(1);
  url.pathname = "/postgres";
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return await ask(client, database);
  } finally {
    await client.end();
  }
}

async function printProcessorTime(databaseUrl: string, seconds: number): Promise<void> {
  const belfry = openBelfry(databaseUrl);
  const clock = await openProcessorClock(databaseUrl);
  const rows: string[][] = [];
  for (const callers of CALLERS) {
    const { node, postgres } = await secondsPer10k(belfry, clock, { callers, seconds });
    const sum = node + postgres;
    const aim = callers === CPU_AIM_CALLERS ? againstAim(sum, CPU_SECONDS_AIM, "lower") : sum.toFixed(2);
    rows.push([String(callers), node.toFixed(2), postgres.toFixed(2), aim]);
  }
  await belfry.close();
  printTable("Processor seconds per 10,000 runs", ["callers", "Node", "Postgres", "together"], rows);
}

async function secondsPer10k(
  belfry: Belfry,
  clock: Awaited<ReturnType<typeof openProcessorClock>>,
  load: { callers: number; seconds: number },
) {
  await runCallers(belfry, "no-op", { ...load, seconds: 0.3 });
  await settleTables(belfry.databaseUrl);
  const before = clock.read();
  const { runs } = await runCallers(belfry, "no-op", load);
  const after = clock.read();
  const per10k = (used: number) => (used / runs) * 10_000;
  const postgres = after.postgres === null || before.postgres === null ? Number.NaN : after.postgres - before.postgres;
  return { node: per10k(after.node - before.node), postgres: per10k(postgres) };
}
