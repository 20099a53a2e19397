import { join } from "node:path";
import { ROOT } from "./support/environment.ts";
import { runMain } from "./support/run-main.ts";
import { BIOME, beside, KNIP, NEXT, PRISMA, runStep, TSC, VITEST } from "./support/run-step.ts";

/**
 * `npm run check`: format and lint, types, layers, what is generated, the platform's crons, packs that can go, the schema
 * of the migrations, dead code. Two chains beside each other, for two processors; both go to their ends, and one failure fails the whole.
 */

const step = (name: string, ...args: string[]) => runStep(name, args, { inOnePiece: true });

async function checkTypes(): Promise<void> {
  await step("routes' types", NEXT, "typegen");
  await step("types", TSC, "--noEmit");
}

/** In this order, each though another failed. */
const OTHERS: readonly (() => Promise<void>)[] = [
  () => step("format and lint", BIOME, "ci"),
  () => step("what is generated from the code", join(ROOT, "scripts/docs.ts"), "--check"),
  () => step("the platform's crons", join(ROOT, "scripts/cron/main.ts"), "sync", "--check"),
  () => step("each pack can go", join(ROOT, "scripts/check-packs.ts")),
  () => step("layers and migrations", VITEST, "run", "tests/architecture", "tests/scripts/schema-drift.test.ts"),
];

async function inTurn(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const run of steps) await run().catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

runMain(async () => {
  await step("the database's client", PRISMA, "generate"); // what reads types needs it
  await beside(inTurn([checkTypes, () => step("dead code", KNIP)]), inTurn(OTHERS));
});
