import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Scrapes } from "../../lib/outside/scrapes.ts";
import { type ApiApp, CRON_SECRET, startApiApp } from "../support/api-app.ts";
import { ParsedScrape } from "../support/prometheus-text.ts";
import { ok, scriptedJob, step } from "../support/scripted-job.ts";

const TOKEN = "metrics-token-of-the-tests";
const PLANTED = "planted-secret-of-the-tests";
const named = (name: string, steps: Parameters<typeof scriptedJob>[0]) => ({
  ...scriptedJob(steps, { maxAttempts: 1 }).job,
  name,
});

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp(
    [
      named("good", [
        (context) => {
          context.metric("rows.read", 12, "rows");
          return { ...ok, processed: 3 };
        },
      ]),
      named("bad", [step.throws(new Error(`refused ${PLANTED}`))]),
      named("idle", [step.ok()]),
    ],
    { variables: { METRICS_TOKEN: TOKEN, SOME_API_KEY: PLANTED } },
  );
});
afterAll(() => app.close());

const ask = (bearer: string | null) =>
  fetch(`${app.url}/api/metrics`, { headers: bearer === null ? {} : { authorization: `Bearer ${bearer}` } });
/** What a scrape says now, past what the route keeps for some seconds. */
async function scrapeNow(): Promise<ParsedScrape> {
  await app.runtime.outside.flush();
  const { text } = await new Scrapes({ db: app.db, jobs: app.runtime.engine.jobs, clock: app.runtime.clock }).scrape();
  return new ParsedScrape(text);
}

describe("GET /api/metrics", () => {
  it("opens to its own token only: not to the cron secret, an API key or nobody", async () => {
    expect((await ask(TOKEN)).status).toBe(200);
    for (const bearer of [CRON_SECRET, "bfy_something", null]) {
      const refused = await ask(bearer);
      expect(refused.status).toBe(401);
      expect(await refused.json()).toMatchObject({
        code: "unauthorized",
        error: expect.stringMatching(/METRICS_TOKEN/),
      });
    }
  });

  it("is the text format, in types and names that Prometheus takes, with no secret in it", async () => {
    await app.cron("/api/cron/bad");
    const response = await ask(TOKEN);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(response.headers.get("cache-control")).toMatch(/no-store/);
    const text = await response.text();
    const { families } = new ParsedScrape(text);
    for (const [name, { type, help }] of families) {
      expect(name).toMatch(/^cron_[a-z_]+$/);
      expect(help).not.toBe("");
      expect(type).toBe(
        name.endsWith("_total") ? "COUNTER" : name.endsWith("duration_seconds") ? "HISTOGRAM" : "GAUGE",
      );
    }
    for (const secret of [PLANTED, TOKEN, CRON_SECRET]) expect(text).not.toContain(secret);
  });

  it("counts runs by job and outcome, how long they took, and what they told", async () => {
    const before = (await scrapeNow()).samples("cron_runs_total");
    await app.cron("/api/cron/good");
    await app.cron("/api/cron/good");
    await app.cron("/api/cron/bad");
    const scrape = await scrapeNow();
    const runs = scrape.samples("cron_runs_total");
    expect(runs["job=good,outcome=completed"]).toBe((before["job=good,outcome=completed"] ?? 0) + 2);
    expect(runs["job=bad,outcome=failed"]).toBe((before["job=bad,outcome=failed"] ?? 0) + 1);
    expect(runs["job=idle,outcome=completed"]).toBe(0);

    const histogram = scrape.histogram("cron_run_duration_seconds", "good");
    expect(histogram?.count).toBe(histogram?.buckets?.["+Inf"]);
    expect(Number(histogram?.count)).toBe(runs["job=good,outcome=completed"]);
    expect(Number(histogram?.sum)).toBeGreaterThan(0);
    expect(scrape.samples("cron_job_metric")).toMatchObject({
      "job=good,name=rows.read": 12,
      "job=good,name=processed": 3,
      "job=good,name=failed": 0,
    });
    expect(scrape.samples("cron_last_success_timestamp_seconds")).toHaveProperty("job=good");
  });

  it("tells what waits, what is open and what was refused, whoever wrote the rows", async () => {
    await ask("wrong").then(() => app.cron("/api/cron/good", { headers: { authorization: "Bearer wrong" } }));
    await app.runtime.calls.flush();
    await app.db.$executeRaw`
      insert into incidents (id, rule, subject, severity, state, facts, opened_at, last_signal_at)
      values (${randomUUID()}::uuid, 'failed', 'job:bad', 'critical', 'open', '{}', now(), now())`;
    await app.db.$executeRaw`
      insert into outbox_messages (id, dedupe_key, kind, address, payload, state, next_attempt_at, created_at, dead_at)
      values (gen_random_uuid(), 'a', 'mail', 'x', '{}', 'queued', now(), now() - interval '1 minute', null),
             (gen_random_uuid(), 'b', 'mail', 'x', '{}', 'dead', now(), now(), now())`;
    await app.db.$executeRaw`
      insert into cron_metric_counts values ('lease_losses', 'good', 0, 2), ('lease_losses', 'left-the-code', 0, 7)`;
    const scrape = await scrapeNow();
    expect(scrape.samples("cron_incidents_open")).toEqual({
      "severity=critical": 1,
      "severity=warning": 0,
      "severity=info": 0,
    });
    expect(scrape.samples("cron_outbox_depth")).toEqual({ "": 1 });
    expect(scrape.samples("cron_outbox_oldest_seconds")[""]).toBeGreaterThanOrEqual(60);
    expect(scrape.samples("cron_outbox_dead")).toEqual({ "": 1 });
    expect(scrape.samples("cron_lease_losses_total")).toEqual({ "job=good": 2 });
    expect(scrape.samples("cron_refused_secrets")[""]).toBe(1);
    expect(scrape.samples("cron_scheduler_lag_seconds")).toHaveProperty("");
  });

  it("reads the database once in five seconds, however many ask", async () => {
    let reads = 0;
    const clock = { now: () => new Date("2026-11-27T20:00:00Z") };
    const counting = app.db.$extends({
      query: {
        $allOperations: ({ args, query }) => {
          reads += 1;
          return query(args);
        },
      },
    });
    const db = counting as unknown as typeof app.db;
    const scrapes = new Scrapes({ db, jobs: app.runtime.engine.jobs, clock });
    await Promise.all([scrapes.scrape(), scrapes.scrape(), scrapes.scrape()]);
    const first = reads;
    await scrapes.scrape();
    expect(reads).toBe(first);
    expect(first).toBeLessThanOrEqual(11);
  });
});

describe("without METRICS_TOKEN", () => {
  it("there are no metrics, and the answer says what to set", async () => {
    const off = await startApiApp([]);
    const answer = await fetch(`${off.url}/api/metrics`, { headers: { authorization: `Bearer ${CRON_SECRET}` } });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      code: "metrics_off",
      error: expect.stringMatching(/set METRICS_TOKEN/),
    });
    await off.close();
  });
});
