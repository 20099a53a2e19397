import { expect, test } from "vitest";
import { createRegistry } from "../../lib/cron/schedules/registry.ts";
import { jobs } from "../../lib/jobs/index.ts";

const registry = createRegistry(jobs);

test("fault B5: these jobs assume that they are alone, so no past slot of theirs runs beside a live one", () => {
  const alone = registry.jobs.filter(({ backfill }) => backfill === false);
  expect(alone.map(({ name }) => name).sort()).toEqual(["convert-images", "health-check"]);
});

// name, aliases, category, schedule, seconds of one attempt, attempts: jobs page of the specification
test.each([
  ["health-check", ["health_check"], "monitoring", "*/5 * * * *", 30, 1],
  ["convert-images", [], "images", "0 2 * * *", 300, 2],
  ["update-rankings", [], "ideas", "0 0 * * *", 300, 2],
  ["clean-data", [], "ideas", "0 3 * * 0", 60, 2],
])("%s is declared as specified", async (name, aliases, category, expression, timeoutSeconds, maxAttempts) => {
  const job = registry.find(name);
  expect(job).toMatchObject({ name, category, timeoutSeconds, maxAttempts });
  expect(job?.schedule).toEqual({ kind: "cron", expression, timezone: "UTC" });
  expect(job?.aliases ?? []).toEqual(aliases);
  for (const alias of aliases) expect(registry.find(alias)?.name).toBe(name);
  expect((await job?.handler())?.run).toBeTypeOf("function");
});

test.each(jobs.map((job) => [job.name, job] as const))(
  "%s has a default for every parameter and refuses others",
  (_, job) => {
    expect(job.params.safeParse({}).success).toBe(true);
    expect(job.params.safeParse({ noSuchParameter: 1 }).success).toBe(false);
  },
);

test("every job is in the table above", () => {
  expect(jobs).toHaveLength(4);
});
