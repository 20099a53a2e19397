import { migrate } from "../support/migrations.ts";
import { type Belfry, belfryContender } from "./belfry.ts";
import type { BenchServer } from "./bench-server.ts";
import { graphileContender } from "./graphile.ts";
import { bossBatchContender, bossDefaultContender } from "./pg-boss.ts";
import { hasPgbench, PGBENCH_MISSING, pgbenchContender } from "./pgbench.ts";
import { againstAim, perSecond, printTable } from "./report.ts";
import { type Contender, type Effort, measureRounds, type Rates } from "./rounds.ts";

const CALLERS = [1, 8, 32, 128];

/** Aim 1 of the speed page: our rate as a share of pgbench's with as many clients, at 128 of its best. */
const PGBENCH_AIMS = new Map([
  [1, 0.65],
  [8, 0.6],
  [32, 1.1],
  [128, 2.0],
]);
/** Aim 1 again: our rate as a multiple of graphile-worker's drain. */
const GRAPHILE_AIMS = new Map([
  [8, 1.5],
  [32, 3],
]);

interface Contest {
  ours: Contender;
  pgbench: Contender | null;
  graphile: Contender;
  others: Contender[];
}

/** Recorded no-op runs per second, beside what others do on the same server in the same minutes. */
export async function runThroughputBench(server: BenchServer, belfry: Belfry, effort: Effort): Promise<void> {
  const contest = await enterContest(server, belfry, effort);
  const { ours, pgbench, graphile, others } = contest;
  const contenders = [ours, ...(pgbench ? [pgbench] : []), graphile, ...others];
  const onMeasured = (line: string) => console.error(line);
  const rates = await measureRounds(contenders, { callers: CALLERS, rounds: effort.rounds, onMeasured });
  printTable(
    "Runs or jobs per second, by callers at once",
    ["", ...CALLERS.map(String)],
    contenders.map((contender) => [
      contender.name,
      ...CALLERS.map((count) => perSecond(rates.get(contender)?.get(count))),
    ]),
  );
  if (!pgbench) console.log(PGBENCH_MISSING);
  printTable("belfry against", ["", ...CALLERS.map(String)], ratioRows(contest, rates));
}

async function enterContest(server: BenchServer, belfry: Belfry, { seconds, runs }: Effort): Promise<Contest> {
  const migrated = async (name: string) => {
    const url = await server.createDatabase(name);
    await migrate(url);
    return url;
  };
  const bossUrl = await server.createDatabase("boss");
  return {
    ours: belfryContender(belfry, "no-op", seconds),
    pgbench: (await hasPgbench()) ? await pgbenchContender(await migrated("pgbench"), seconds) : null,
    graphile: await graphileContender(await server.createDatabase("graphile"), runs),
    others: [
      belfryContender(belfry, "no-op-allow", seconds),
      await bossDefaultContender(bossUrl, seconds),
      await bossBatchContender(bossUrl, runs),
    ],
  };
}

function ratioRows({ ours, pgbench, graphile }: Contest, rates: Rates): string[][] {
  const rateOf = (contender: Contender, count: number) => rates.get(contender)?.get(count) ?? Number.NaN;
  const best = (contender: Contender) => Math.max(...CALLERS.map((count) => rateOf(contender, count)));
  const row = (name: string, aims: Map<number, number>, limit: (count: number) => number) => [
    name,
    ...CALLERS.map((count) => {
      const ratio = rateOf(ours, count) / limit(count);
      const aim = aims.get(count);
      return aim === undefined ? ratio.toFixed(2) : againstAim(ratio, aim);
    }),
  ];
  const rows = [row("graphile-worker, drain", GRAPHILE_AIMS, (count) => rateOf(graphile, count))];
  if (!pgbench) return rows;
  // Above its connections pgbench is compared with its best: more callers than connections need group commit.
  return [
    row("pgbench (128: its best)", PGBENCH_AIMS, (count) => (count === 128 ? best(pgbench) : rateOf(pgbench, count))),
    ...rows,
  ];
}
