import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readJobOverview } from "../../lib/dashboard/jobs/job-overview.ts";
import { readMetricSeries } from "../../lib/dashboard/runs/run-metrics.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { ok, scriptedJob } from "../support/scripted-job.ts";

const measuring = (name: string, ...told: [string, number, string?][][]) => ({
  ...scriptedJob(
    told.map((metrics) => (context) => {
      for (const metric of metrics) context.metric(...metric);
      return ok;
    }),
  ).job,
  name,
});

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([
    measuring(
      "report",
      [
        ["rows", 10],
        ["spend", 3.5, "USD"],
      ],
      [
        ["rows", 12],
        ["spend", 4, "EUR"],
      ],
    ),
    measuring("silent", []),
  ]);
});
afterAll(() => app.close());

async function run(job: string): Promise<string> {
  return (await (await app.cron(`/api/cron/${job}`)).json()).execution.id;
}
const day = () => ({ from: new Date(Date.now() - 86_400_000), to: null });

describe("metrics of runs", () => {
  it("are told with the run, in both exports and over time for the job's page", async () => {
    const ids = [await run("report"), await run("report"), await run("silent")] as const;
    const shown = await (await app.as("viewer", `/api/admin/runs/${ids[0]}`)).json();
    expect(shown.metrics).toEqual([
      { name: "rows", value: 10, unit: null },
      { name: "spend", value: 3.5, unit: "USD" },
    ]);

    const lines = (await (await app.as("viewer", "/api/admin/cron-logs?format=ndjson")).text()).trim().split("\n");
    const exported = new Map(lines.map((line) => JSON.parse(line)).map((entry) => [entry.id, entry.metrics]));
    expect(exported.get(ids[1])).toEqual([
      { name: "rows", value: 12, unit: null },
      { name: "spend", value: 4, unit: "EUR" },
    ]);
    expect(exported.get(ids[2])).toEqual([]);
    const csv = await (await app.as("viewer", "/api/admin/cron-logs?format=csv")).text();
    expect(csv.split("\r\n")[0]).toMatch(/,metrics$/);
    expect(csv).toContain('"{""rows"":12,""spend"":4}"');

    const series = await readMetricSeries(app.db, { jobName: "report", window: day() });
    expect(series.map(({ name, unit, points }) => [name, unit, points.map(({ value }) => value)])).toEqual([
      ["rows", null, [10, 12]],
      ["spend", "EUR", [3.5, 4]],
    ]);
    const deps = { db: app.db, jobs: [], clock: { now: () => new Date() } };
    const overview = await readJobOverview(deps, { jobName: "report", range: { limit: 10, days: 1 }, zone: "UTC" });
    expect(overview.metrics).toEqual(series);
  });

  it("of a job that makes up names fill no page: the twelve told last are drawn", async () => {
    await app.db.$executeRaw`
      insert into cron_run_metrics (run_id, name, job_name, at, value)
      select gen_random_uuid(), 'm' || n, 'inventive', now() - n * interval '1 minute', n from generate_series(1, 3000) n`;
    const series = await readMetricSeries(app.db, { jobName: "inventive", window: { from: new Date(0), to: null } });
    expect(series).toHaveLength(12);
    expect(series.map(({ name }) => name)).toContain("m1");
  });

  it("go with their runs", async () => {
    const id = await run("report");
    await app.db.cronJobLog.delete({ where: { id } });
    expect(await app.db.cronRunMetric.count({ where: { runId: id } })).toBe(0);
  });
});
