import { join } from "node:path";
import { ROOT } from "./environment.ts";

/** Programs to run with our own Node: their npm commands would look for the host's. */
export const PRISMA = join(ROOT, "scripts/support/prisma.mjs");
export const NEXT = join(ROOT, "node_modules/next/dist/bin/next");
export const VITEST = join(ROOT, "node_modules/vitest/vitest.mjs");
export const PLAYWRIGHT = join(ROOT, "node_modules/@playwright/test/cli.js");
export const SEED = join(ROOT, "prisma/seed.ts");
export const BIOME = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
export const KNIP = join(ROOT, "node_modules/knip/bin/knip.js");
export const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
