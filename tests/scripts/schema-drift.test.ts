import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { ROOT } from "../../scripts/support/environment.ts";
import { PRISMA } from "../../scripts/support/run-step.ts";

test("the migrations make exactly the tables of the schema", async () => {
  const args = [
    "migrate",
    "diff",
    "--from-migrations",
    "prisma/migrations",
    "--to-schema",
    "prisma/schema",
    "--script",
  ];
  const env = { ...process.env, DATABASE_URL: inject("testServer").url };
  const { stdout } = await promisify(execFile)(process.execPath, [PRISMA, ...args], { cwd: ROOT, env });
  expect(stdout.trim()).toBe("-- This is an empty migration.");
});
