import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jobs } from "../../lib/jobs/index.ts";
import { ROOT } from "../../scripts/support/environment.ts";

test("vercel.json calls every scheduled job at its own time", () => {
  const { crons } = JSON.parse(readFileSync(join(ROOT, "vercel.json"), "utf8"));
  const expected = jobs.flatMap(({ name, schedule }) =>
    schedule.kind === "cron" ? [{ path: `/api/cron/${name}`, schedule: schedule.expression }] : [],
  );
  const byPath = (a: { path: string }, b: { path: string }) => a.path.localeCompare(b.path);
  expect(crons.toSorted(byPath)).toEqual(expected.toSorted(byPath));
});
