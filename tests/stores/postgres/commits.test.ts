import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { admission, begin, ending, onlyOne } from "../support/requests.ts";

const RUNS = 20;

let stores: TestStores;
let pool: pg.Pool;
beforeAll(async () => {
  stores = await openTestStores();
  pool = stores.openPool(1);
});
afterAll(() => stores.close());

/**
 * Commits that the work adds to pg_stat_database, without those that looking costs. A vacuum of the server may commit in
 * between, so the least of some rounds counts.
 */
async function commitsOf(work: () => Promise<unknown>): Promise<number> {
  const looking = await leastCounted(async () => undefined);
  return (await leastCounted(work)) - looking;
}

async function leastCounted(work: () => Promise<unknown>): Promise<number> {
  const counts: number[] = [];
  for (let round = 0; round < 5; round++) {
    const before = await commitsSoFar();
    await work();
    counts.push((await commitsSoFar()) - before);
  }
  return Math.min(...counts);
}

/** Counts reach the statistics when a session flushes them: ours does so at once. */
async function commitsSoFar(): Promise<number> {
  await pool.query("select pg_stat_force_next_flush()");
  const text = "select xact_commit::int as commits from pg_stat_database where datname = current_database()";
  return onlyOne((await pool.query<{ commits: number }>(text)).rows).commits;
}

it("a lone direct run costs two commits: its admission and its finish", async () => {
  const { runs } = createPostgresStores(pool);
  const runOneByOne = async () => {
    for (let run = 0; run < RUNS; run++) await runs.finish(ending(await begin(runs)));
  };
  expect(await commitsOf(runOneByOne)).toBe(2 * RUNS);
});

it("runs that come together share their commits", async () => {
  const { runs } = createPostgresStores(pool);
  const runTogether = async () => {
    const jobs = Array.from({ length: RUNS }, (_, index) => `job-${index}`);
    const answers = await Promise.all(jobs.map((jobName) => runs.admit(admission({ jobName }))));
    await Promise.all(answers.map((answer) => answer.outcome === "started" && runs.finish(ending(answer.run))));
  };
  expect(await commitsOf(runTogether)).toBe(2);
});
