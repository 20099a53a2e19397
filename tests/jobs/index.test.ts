import { expect, test } from "vitest";
import { createRegistry } from "../../lib/cron/schedules/registry.ts";
import { jobs, packs } from "../../lib/jobs/index.ts";
import type { Pack } from "../../lib/jobs/pack.ts";

test("all packs together make a registry, and no two give an error or a service one name", () => {
  expect(createRegistry(jobs).jobs).toHaveLength(jobs.length);
  const names = packs.flatMap((pack: Pack) => Object.keys(pack.errors ?? {}));
  expect(new Set(names).size).toBe(names.length);
});

test.each(jobs.map((job) => [job.name, job] as const))(
  "%s has a default for every parameter, refuses others, and its handler can be loaded",
  async (_, job) => {
    expect(job.params.safeParse({}).success).toBe(true);
    expect(job.params.safeParse({ noSuchParameter: 1 }).success).toBe(false);
    expect((await job.handler()).run).toBeTypeOf("function");
  },
);
