import { join } from "node:path";
import { ROOT } from "./support/environment.ts";
import { runMain } from "./support/run-main.ts";
import { BIOME, beside, KNIP, NEXT, PRISMA, runStep, TSC, VITEST } from "./support/run-step.ts";

/**
 * `npm run check`: format and lint, types, layers, what is generated, the platform's crons, packs that can go, the schema
 * of the migrations, dead code. Three chains beside each other, for two processors: some of it waits for a database. All
 * go to their ends, and one failure fails the whole.
 */

const step = (name: string, ...args: string[]) => runStep(name, args, { inOnePiece: true });

/** In this order, each though another failed. */
const OTHERS: readonly (() => Promise<void>)[] = [
  () => step("format and lint", BIOME, "ci"),
  () => step("what is generated from the code", join(ROOT, "scripts/docs.ts"), "--check"),
  () => step("the platform's crons", join(ROOT, "scripts/cron/main.ts"), "sync", "--check"),
  () => step("layers and migrations", VITEST, "run", "tests/architecture", "tests/scripts/schema-drift.test.ts"),
];

async function inTurn(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const run of steps) await run().catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

runMain(async () => {
  // What reads types needs both.
  await step("the database's client", PRISMA, "generate");
  await step("routes' types", NEXT, "typegen");
  await beside(
    inTurn([() => step("types", TSC, "--noEmit"), () => step("dead code", KNIP)]),
    step("each pack can go", join(ROOT, "scripts/check-packs.ts")),
    inTurn(OTHERS),
  );
});
