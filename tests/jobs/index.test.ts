import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import type { AnyJob } from "../../lib/cron/jobs/define-job.ts";
import { createRegistry } from "../../lib/cron/schedules/registry.ts";
import { jobs, packs } from "../../lib/jobs/index.ts";
import type { Pack } from "../../lib/jobs/pack.ts";

test("all packs together make a registry, and no two give an error or a service one name", () => {
  expect(createRegistry(jobs).jobs).toHaveLength(jobs.length);
  const names = packs.flatMap((pack: Pack) => Object.keys(pack.errors ?? {}));
  expect(new Set(names).size).toBe(names.length);
});

test("no job has the name of a route of its own, which would answer in its place", () => {
  const routes = readdirSync("app/api/cron").filter((folder) => !folder.startsWith("["));
  expect(routes).toContain("tick");
  const names = jobs.flatMap((job: AnyJob) => [job.name, ...(job.aliases ?? [])]);
  expect(names.filter((name) => routes.includes(name))).toEqual([]);
});

test.each(jobs.map((job) => [job.name, job] as const))(
  "%s has a default for every parameter, refuses others, and its handler can be loaded",
  async (_, job) => {
    expect(job.params.safeParse({}).success).toBe(true);
    expect(job.params.safeParse({ noSuchParameter: 1 }).success).toBe(false);
    expect((await job.handler()).run).toBeTypeOf("function");
  },
);
