import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ENDED_STATUSES, type EndedStatus } from "../../../lib/cron/words/vocabulary.ts";
import { openTestStores, stopClock, type TestStores } from "../support/postgres-stores.ts";
import { admission, begin, ending, handingBack, LEASE_MS, onlyOne, slotAt } from "../support/requests.ts";

const NOW = "2026-11-21T09:30:00.000Z";
const HOUR_MS = 3_600_000;

let stores: TestStores;
beforeAll(async () => {
  // A zone half an hour off: the hours of the statistics must not depend on the session's.
  stores = await openTestStores({ timezone: "Asia/Kolkata" });
  await stopClock(stores, NOW);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.clear();
  await setClock(NOW);
});

const setClock = (at: string | Date) => stores.pool.query("update test_clock set at = $1", [at]);

interface Ending {
  job: string;
  status: EndedStatus | "skipped" | "abandoned by rescue" | "cancelled while waiting";
  hoursAgo: number;
  durationMs: number;
}

/** Lets a run end through the store, as it would have at that time. */
async function letEnd({ job, status, hoursAgo, durationMs }: Ending): Promise<void> {
  const startedAt = new Date(Date.parse(NOW) - hoursAgo * HOUR_MS);
  await setClock(startedAt);
  if (status === "skipped") {
    await stores.runs.admit(
      admission({
        jobName: job,
        enabledByDefault: false,
        slot: slotAt(startedAt.toISOString(), `${job} ${Math.random()}`),
      }),
    );
    return;
  }
  const run = await begin(stores.runs, { jobName: job, maxAttempts: status === "abandoned by rescue" ? 1 : 2 });
  if (status === "cancelled while waiting") {
    await stores.runs.finish(handingBack(run, { retryInMs: 60_000 }));
    await stores.runs.cancel(run.id);
  } else if (status === "abandoned by rescue") {
    await setClock(new Date(startedAt.getTime() + LEASE_MS + 1));
    await stores.runs.rescue(10);
  } else {
    await setClock(new Date(startedAt.getTime() + durationMs));
    await stores.runs.finish(ending(run, { status }));
  }
}

const endings = fc.array(
  fc.record<Ending>({
    job: fc.constantFrom("a", "b"),
    status: fc.constantFrom(...ENDED_STATUSES, "skipped", "abandoned by rescue", "cancelled while waiting"),
    // Around both edges of the windows, and inside.
    hoursAgo: fc.oneof(
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 718, max: 723 }),
      fc.double({ min: 0, max: 48, noNaN: true }),
    ),
    durationMs: fc.integer({ min: 0, max: 5_000 }),
  }),
  { minLength: 1, maxLength: 20 },
);

/** The same answers by counting raw rows, in the words of the specification. */
const RAW = `
  count(*) filter (where status in ('completed', 'partial')) as successful_runs,
  count(*) filter (where status in ('failed', 'timed_out', 'abandoned')) as failed_runs,
  count(*) filter (where status in ('completed', 'partial', 'failed', 'timed_out', 'abandoned')) as total_runs,
  round(100.0 * count(*) filter (where status in ('completed', 'partial'))
    / nullif(count(*) filter (where status in ('completed', 'partial', 'failed', 'timed_out', 'abandoned')), 0), 2) as rate,
  round(avg(duration_ms) filter (where status in ('completed', 'partial', 'failed', 'timed_out', 'abandoned')), 2) as average,
  min(duration_ms) filter (where status in ('completed', 'partial', 'failed', 'timed_out', 'abandoned')) as shortest,
  max(duration_ms) filter (where status in ('completed', 'partial', 'failed', 'timed_out', 'abandoned')) as longest,
  max(started_at) filter (where status in ('completed', 'partial', 'failed', 'timed_out', 'abandoned')) as last_run_at,
  max(started_at) filter (where status in ('completed', 'partial')) as last_success_at,
  max(started_at) filter (where status in ('failed', 'timed_out', 'abandoned')) as last_failure_at`;

describe("views and functions", () => {
  it("agree with a count over the raw rows, whatever ended when and how", async () => {
    await fc.assert(
      fc.asyncProperty(endings, async (list) => {
        await stores.clear();
        for (const one of list) await letEnd(one);
        await setClock(NOW);
        const since = (days: number) =>
          `started_at >= date_trunc('hour', timestamptz '${NOW}' - interval '${days} days', 'UTC')`;
        expect(
          await stores.rows(
            "select job_name, successful_runs, failed_runs, total_runs, success_rate_percentage as rate, avg_duration_ms as average, last_run_at from cron_job_success_rates order by 1",
          ),
        ).toEqual(
          await stores.rows(
            `select job_name, successful_runs, failed_runs, total_runs, rate, average, last_run_at from (select job_name, ${RAW} from cron_job_logs where ${since(30)} group by 1) r order by 1`,
          ),
        );
        expect(
          await stores.rows(
            "select total_runs, successful_runs, failed_runs, success_rate as rate, avg_duration_ms as average, min_duration_ms as shortest, max_duration_ms as longest, last_run_at, last_success_at, last_failure_at from get_cron_job_stats('a', 1)",
          ),
        ).toEqual(
          await stores.rows(
            `select total_runs, successful_runs, failed_runs, rate, average, shortest, longest, last_run_at, last_success_at, last_failure_at from (select ${RAW} from cron_job_logs where job_name = 'a' and ${since(1)}) r`,
          ),
        );
        expect(
          await stores.rows(
            "select time_bucket, executions, successes, failures, avg_duration_ms from get_cron_job_timeline('a', 24)",
          ),
        ).toEqual(
          await stores.rows(`select time_bucket, total_runs as executions, successful_runs as successes, failed_runs as failures, average as avg_duration_ms
            from (select date_trunc('hour', started_at, 'UTC') as time_bucket, ${RAW} from cron_job_logs where job_name = 'a' and ${since(1)} group by 1) r where total_runs > 0 order by 1`),
        );
      }),
      { numRuns: 15 },
    );
  });

  it("answer zeros and no rate for a job that never ran", async () => {
    expect(onlyOne(await stores.rows("select * from get_cron_job_stats('nothing', 30)"))).toEqual({
      total_runs: "0",
      successful_runs: "0",
      failed_runs: "0",
      success_rate: null,
      avg_duration_ms: null,
      min_duration_ms: null,
      max_duration_ms: null,
      last_run_at: null,
      last_success_at: null,
      last_failure_at: null,
    });
  });

  it("list recent, failed and running runs", async () => {
    await letEnd({ job: "a", status: "failed", hoursAgo: 1, durationMs: 10 });
    await letEnd({ job: "b", status: "completed", hoursAgo: 24 * 8, durationMs: 10 });
    await setClock(new Date(Date.parse(NOW) - 90_000));
    const running = await begin(stores.runs, { jobName: "c" });
    await setClock(NOW);
    expect(await stores.rows("select job_name from recent_cron_executions")).toEqual([
      { job_name: "c" },
      { job_name: "a" },
    ]);
    expect(await stores.rows("select job_name, status from failed_cron_jobs")).toEqual([
      { job_name: "a", status: "failed" },
    ]);
    expect(await stores.rows("select * from running_cron_jobs")).toEqual([
      { job_name: "c", started_at: running.startedAt, running_duration_seconds: 90 },
    ]);
  });

  it("switch a job off and on", async () => {
    await stores.schedules.registerJobs([{ name: "a", aliases: [], enabledByDefault: true }]);
    expect(await stores.rows("select toggle_cron_job('a', false, null) as done")).toEqual([{ done: true }]);
    expect(await stores.runs.admit(admission({ jobName: "a" }))).toMatchObject({ reason: "disabled" });
    await stores.rows("select toggle_cron_job('a', true, null)");
    expect(await stores.runs.admit(admission({ jobName: "a" }))).toMatchObject({ outcome: "started" });
  });
});

describe("cleanup_old_cron_logs", () => {
  it("deletes old ended and skipped runs with their lines, keeps waiting and started ones, and answers how many", async () => {
    for (const status of ["completed", "skipped", "failed"] as const)
      await letEnd({ job: "a", status, hoursAgo: 49, durationMs: 1 });
    await letEnd({ job: "a", status: "completed", hoursAgo: 47, durationMs: 1 });
    await setClock(new Date(Date.parse(NOW) - 49 * HOUR_MS));
    await begin(stores.runs, { jobName: "started" });
    await stores.runs.finish(handingBack(await begin(stores.runs, { jobName: "waiting" }), { lines: [line] }));
    await stores.runs.finish(ending(await begin(stores.runs, { jobName: "ended" }), { lines: [line] }));
    await setClock(NOW);
    const before = await stores.rows("select * from cron_job_stats_hourly order by 1, 2, 3");
    expect(await stores.rows("select cleanup_old_cron_logs(2) as deleted")).toEqual([{ deleted: 3 }]);
    const left = await stores.rows("select job_name, status from cron_job_logs order by 1, 2");
    expect(left).toEqual([
      { job_name: "a", status: "completed" },
      // The only slot of its schedule refuses a repeated delivery.
      { job_name: "a", status: "skipped" },
      { job_name: "started", status: "started" },
      { job_name: "waiting", status: "retrying" },
    ]);
    expect(await stores.rows("select 1 from cron_job_log_lines")).toHaveLength(1);
    expect(await stores.rows("select * from cron_job_stats_hourly order by 1, 2, 3")).toEqual(before);
  });

  it("refuses a number of days that makes no sense", async () => {
    await expect(stores.rows("select cleanup_old_cron_logs(-1)")).rejects.toThrow(
      "a number of days from 0 to 36500, got -1",
    );
  });

  const line = { at: new Date(NOW), level: "info", attempt: 1, message: "line", fields: null } as const;
});
