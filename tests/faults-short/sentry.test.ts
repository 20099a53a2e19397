import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database-server.ts";
import { PLANTED, spellingsOf } from "../support/leaky-job.ts";
import { ReportingServer } from "../support/reporting-server.ts";
import { type SentryServer, startSentryServer } from "../support/sentry-server.ts";
import { until } from "../support/until.ts";

let database: TestDatabase;
let sentry: SentryServer;
let server: ReportingServer | null = null;
beforeEach(async () => {
  [database, sentry] = await Promise.all([createTestDatabase(), startSentryServer()]);
});
afterEach(async () => {
  await server?.end("SIGKILL").catch(() => undefined);
  server = null;
  await Promise.all([database.drop(), sentry.close()]);
});

async function start(variables: Record<string, string> = {}): Promise<ReportingServer> {
  server = await ReportingServer.start(database.url, { SENTRY_DSN: sentry.dsn, ...variables });
  return server;
}

/** Ends it as `npm start` is ended: what it was told to say is said. */
async function stop(): Promise<void> {
  expect(await server?.end("SIGTERM")).toBe(0);
  server = null;
}

const idOf = (answer: { body: { execution?: { id: string } } }) => answer.body.execution?.id ?? "";
const inSentry = (id: string) => id.replaceAll("-", "");

describe("what Sentry is told of runs", () => {
  it("is two check-ins of each run, under the job's monitor with its schedule, zone and margins", async () => {
    const { call } = bound(await start());
    const [well, partly, badly] = [await call("told-well"), await call("told-partly"), await call("told-badly")];
    await call("untold");
    await stop();
    const told = sentry.items("check_in").map(({ check_in_id, monitor_slug, status }) => {
      return [monitor_slug, check_in_id, status];
    });
    expect(told).toEqual([
      ["told-well", inSentry(idOf(well)), "in_progress"],
      ["told-well", inSentry(idOf(well)), "ok"],
      ["told-partly", inSentry(idOf(partly)), "in_progress"],
      ["told-partly", inSentry(idOf(partly)), "ok"],
      ["told-badly", inSentry(idOf(badly)), "in_progress"],
      ["told-badly", inSentry(idOf(badly)), "error"],
    ]);
    const [begun, ended] = sentry.items("check_in");
    expect(begun.monitor_config).toEqual({
      schedule: { type: "crontab", value: "0 2 * * *" },
      timezone: "Asia/Seoul",
      checkin_margin: 1,
      max_runtime: 4,
    });
    expect(ended).toMatchObject({ duration: expect.any(Number), monitor_config: begun.monitor_config });
    expect(sentry.items("check_in").at(-1).monitor_config.schedule).toEqual({
      type: "interval",
      value: 2,
      unit: "hour",
    });
  });

  it("is one event for each final failure, with its tags, its kind of error and the items that failed", async () => {
    const { call } = bound(await start({ VERCEL_GIT_COMMIT_SHA: "abc123" }));
    const [twice, badly] = [await call("told-twice"), await call("told-badly")];
    await call("told-partly");
    await stop();
    const events = sentry.items("event");
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      event_id: inSentry(idOf(twice)),
      level: "error",
      release: "abc123",
      tags: { cron_job: "told-twice", cron_category: "tests", trigger: "http", attempts: 2, run_id: idOf(twice) },
      fingerprint: ["told-twice", "NonRetryableError: no. # is gone"],
    });
    expect(events[0].exception.values).toMatchObject([
      { type: "Error", value: "not there" },
      { type: "NonRetryableError", value: "no. 4711 is gone" },
    ]);
    const files = events[0].exception.values[1].stacktrace.frames.map((frame: { filename: string }) => frame.filename);
    expect(files.at(-1)).toBe("tests/support/reporting-server-main.ts");
    expect(events[1]).toMatchObject({
      tags: { cron_job: "told-badly", run_id: idOf(badly), status: "failed" },
      breadcrumbs: [{ category: "item", level: "error", message: "a.jpg: is no picture" }],
    });
  });

  it("is a span of each run with a span of each attempt, and none of the requests", async () => {
    const { call } = bound(await start());
    const run = await call("told-twice");
    await stop();
    const transactions = sentry.items("transaction");
    expect(transactions.map(({ transaction }) => transaction)).toEqual(["cron.job"]);
    expect(transactions[0].contexts.trace.data).toMatchObject({ "cron.job": "told-twice", "cron.run_id": idOf(run) });
    expect(transactions[0].spans.map(({ description }: { description: string }) => description)).toEqual([
      "cron.attempt",
      "cron.attempt",
    ]);
    expect(sentry.items("event")[0].contexts.trace.trace_id).toBe(transactions[0].contexts.trace.trace_id);
  });

  it("is a run that was rescued, too: its one event and its second check-in come from the rescuer", async () => {
    const lease = { LEASE_SECONDS: "3", HEARTBEAT_SECONDS: "1" };
    const first = await start(lease);
    void first.call("told-for-long").catch(() => undefined);
    await until("the first check-in", async () => sentry.items("check_in")[0] ?? null);
    await first.end("SIGKILL");
    await start({ ...lease, SWEEP_SECONDS: "1" });
    const event = await until("the event", async () => sentry.items("event")[0] ?? null);
    await stop();
    expect(event.tags).toMatchObject({ cron_job: "told-for-long", status: "abandoned", attempts: 1 });
    const checkIns = sentry.items("check_in");
    expect(checkIns.map(({ status }) => status)).toEqual(["in_progress", "error"]);
    expect(new Set(checkIns.map(({ check_in_id }) => check_in_id))).toEqual(new Set([event.event_id]));
  });
});

describe("a secret that a job tells in every way", () => {
  it("is in nothing that Sentry receives", async () => {
    const { call } = bound(await start());
    for (const ending of ["return", "throw", "throw-object", "reject-all"]) {
      await call("leaky", { token: PLANTED.parameter, ending });
    }
    await call("told-by-spans");
    await stop();
    expect(sentry.items("event")).toHaveLength(3);
    expect(sentry.received.join()).toContain("GET /?key=••••••");
    const all = sentry.received.join("\n");
    const spelled = Object.values(PLANTED).flatMap(spellingsOf);
    const found = spelled
      .flatMap((text) => [text, JSON.stringify(text).slice(1, -1)])
      .filter((text) => all.includes(text));
    expect(found).toEqual([]);
    expect(all).not.toMatch(/authorization|cookie|"vars"|"context_line"/i);
  });
});

describe("without a DSN", () => {
  it("nothing of Sentry is loaded; with one it is", async () => {
    const without = await start({ SENTRY_DSN: "" });
    await without.call("told-badly");
    expect(await without.ask("loaded")).toBe(0);
    await stop();
    expect(sentry.requests).toBe(0);
    const { call } = bound(await start());
    await call("told-badly");
    expect(await server?.ask("loaded")).toBeGreaterThan(10);
  });
});

const bound = (one: ReportingServer) => ({ call: one.call.bind(one) });
