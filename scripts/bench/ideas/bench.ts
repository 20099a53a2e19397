import pg from "pg";
import { migrate } from "../../support/migrations.ts";
import { runMain } from "../../support/run-main.ts";
import { type BenchServer, openBenchServer } from "../bench-server.ts";
import { againstAim, printTable } from "../report.ts";
import { median } from "../rounds.ts";
import { settleTables } from "../settle-tables.ts";
import { fillIdeas, touchIdeas } from "./idea-table.ts";
import { openRanking } from "./ranking-engine.ts";

/** Aim 8 of the speed page, when 1 % of the ideas changed. */
const AIMS = { times: 10, wal: 0.25 };

/** One statement that computes and writes every idea's score, with a subquery for each row. */
const CORRELATED = `
  update idea set ranking_score = 0.3 * view_count
    + 3 * (select count(*) from idea_purchase where idea_purchase.idea_id = idea.id)
    + case when exists (select from idea_claim where idea_claim.idea_id = idea.id) then 5 else 0 end`;

interface Size {
  ideas: number;
  /** Alternating; the report shows medians. */
  rounds: number;
}

interface Cost {
  ms: number;
  walBytes: number;
}

interface Contest {
  name: string;
  rank: () => Promise<unknown>;
  costs: Cost[];
}

/** update-rankings under the engine against the correlated update, each after 1 % of the ideas was viewed. */
export async function run(server: BenchServer, { ideas, rounds }: Size): Promise<void> {
  const url = await server.createDatabase("rankings");
  await migrate(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const ranking = openRanking(url);
  await fillIdeas(client, ideas);
  const correlated: Contest = { name: "correlated update", rank: () => client.query(CORRELATED), costs: [] };
  const ours: Contest = { name: "update-rankings", rank: ranking.run, costs: [] };
  await ranking.run();
  for (let round = 0; round < rounds; round++) {
    for (const contest of [correlated, ours]) contest.costs.push(await measure(client, url, contest.rank));
  }
  report({ ideas, correlated, ours });
  await ranking.close();
  await client.end();
}

async function measure(client: pg.Client, url: string, rank: () => Promise<unknown>): Promise<Cost> {
  await touchIdeas(client);
  await settleTables(url);
  const from = await walPosition(client);
  const beganMs = performance.now();
  await rank();
  const ms = performance.now() - beganMs;
  const { rows } = await client.query("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), $1)::float8 as bytes", [
    from,
  ]);
  return { ms, walBytes: rows[0].bytes };
}

async function walPosition(client: pg.Client): Promise<string> {
  const { rows } = await client.query("select pg_current_wal_insert_lsn() as lsn");
  return rows[0].lsn;
}

function report({ ideas, correlated, ours }: { ideas: number; correlated: Contest; ours: Contest }): void {
  const ms = ({ costs }: Contest) => median(costs.map((cost) => cost.ms));
  const wal = ({ costs }: Contest) => median(costs.map((cost) => cost.walBytes));
  printTable(
    `Ranking ${ideas} ideas, 1 % changed`,
    ["", "ms", "WAL in MB"],
    [correlated, ours].map((contest) => [contest.name, ms(contest).toFixed(0), (wal(contest) / 1e6).toFixed(1)]),
  );
  console.log(`times faster: ${againstAim(ms(correlated) / ms(ours), AIMS.times)}`);
  console.log(`share of its WAL: ${againstAim(wal(ours) / wal(correlated), AIMS.wal, "lower")}`);
}

if (import.meta.main) {
  runMain(async () => {
    const server = await openBenchServer();
    try {
      await run(server, { ideas: Number(process.argv[2] ?? 500_000), rounds: 3 });
    } finally {
      await server.close();
    }
  });
}
