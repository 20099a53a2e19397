import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { createTestDatabase } from "../support/database.ts";

const MAIN = resolve(import.meta.dirname, "../support/loaded-modules-main.ts");

it("a process with nothing configured loads nothing of metrics, traces, watchers and webhooks for a run", async () => {
  const database = await createTestDatabase();
  const env = {
    NODE_ENV: "test" as const,
    ...{ PATH: process.env.PATH, DATABASE_URL: database.url, BELFRY_HOME: tmpdir(), SCHEDULER: "none" },
    ...{ BETTER_AUTH_SECRET: "x".repeat(32), RUN_JOB: "clean-data" },
  };
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN], { env, timeout: 60_000 });
  const { kind, loaded } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}");
  expect(kind).toBe("ended");
  expect(loaded).toContain("pg");
  expect(loaded).not.toContain("prom-client");
  expect(loaded).not.toContain("standardwebhooks");
  expect(loaded.filter((name: string) => name.startsWith("@opentelemetry/"))).toEqual([]);
  await database.drop();
}, 90_000);
