import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Probe } from "../../../lib/clients/health/probe.ts";
import { run } from "../../../lib/jobs/system/health-check.handler.ts";
import { healthCheck } from "../../../lib/jobs/system/health-check.ts";
import type { ProbedServices } from "../../../lib/jobs/system/record-checks.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { jobContext } from "../../support/job-context.ts";
import { testServices } from "../../support/test-services.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(async () => {
  await domain.db.$executeRaw`truncate uptime_check, alert`;
});

/** One component per letter: "+" is healthy, "-" is not. */
const probesOf = (pattern: string, names = ["bucket", "smtp", "disk"]): Probe[] =>
  [...pattern].map((sign, n) => ({
    component: names[n] ?? `component-${n}`,
    check: () => (sign === "+" ? Promise.resolve("fine") : Promise.reject(new Error("broken"))),
  }));

function check(probes: readonly Probe[], options: { runId?: string; signal?: AbortSignal } = {}) {
  const told = jobContext<null, ProbedServices>({
    ...options,
    services: { ...testServices(domain.db), probes },
  });
  return { ...told, answer: run(told.ctx, healthCheck.params.parse({})) };
}

const alerts = async () => {
  const rows = await domain.db.alert.findMany({ orderBy: { openedAt: "asc" } });
  return rows.map(({ subject, resolvedAt }) => `${subject} ${resolvedAt ? "resolved" : "open"}`);
};

test.each([
  ["+++", { processed: 3, failed: 0, message: "All 3 components are healthy" }],
  ["+-+", { processed: 2, failed: 1, message: "2 of 3 components are healthy, not smtp" }],
  ["---", { processed: 0, failed: 3, message: "0 of 3 components are healthy, not bucket, disk, smtp" }],
])("components %s are answered and recorded one by one", async (pattern, expected) => {
  const { answer, ctx, lines } = check(probesOf(pattern));
  const result = await answer;
  expect(result).toMatchObject({ ...expected, skipped: 0 });
  expect(result.errors).toHaveLength(expected.failed);
  expect(result.components).toHaveLength(3);
  expect(lines.filter(({ level }) => level === "error")).toHaveLength(expected.failed);
  const rows = await domain.db.uptimeCheck.findMany({ where: { runId: ctx.runId } });
  expect(rows.filter(({ healthy }) => healthy)).toHaveLength(expected.processed);
  expect(rows.every(({ latencyMs, detail }) => latencyMs >= 0 && (detail === "fine" || detail === "broken"))).toBe(
    true,
  );
});

test("the answer names each component with its state, latency and detail", async () => {
  const { answer } = check(probesOf("+-"));
  expect(await answer).toMatchObject({
    components: [
      { name: "bucket", healthy: true, latencyMs: expect.any(Number), detail: "fine" },
      { name: "smtp", healthy: false, latencyMs: expect.any(Number), detail: "broken" },
    ],
    errors: [{ id: "smtp", error: "broken" }],
  });
});

test.each([
  ["-", []],
  ["--", ["component:bucket open"]],
  ["---", ["component:bucket open"]],
  ["-+-", []],
  ["--+", ["component:bucket resolved"]],
  ["--++", ["component:bucket resolved"]],
  ["--+-", ["component:bucket resolved"]],
  ["--+--", ["component:bucket resolved", "component:bucket open"]],
  ["+-+-+", []],
])("checks that go %s leave the alerts %o", async (pattern, expected) => {
  for (const sign of pattern) await check(probesOf(sign)).answer;
  expect(await alerts()).toEqual(expected);
});

test("each component has an alert of its own", async () => {
  await check(probesOf("--+")).answer;
  expect(await check(probesOf("-+-")).answer).toMatchObject({
    alerts: { opened: ["component:bucket"], resolved: [] },
  });
  expect(await check(probesOf("+++")).answer).toMatchObject({
    alerts: { opened: [], resolved: ["component:bucket"] },
  });
  expect(await alerts()).toEqual(["component:bucket resolved"]);
});

test("a run that is taken up again after its rows were written counts nothing twice", async () => {
  const runId = randomUUID();
  await check(probesOf("-"), { runId }).answer;
  const again = await check(probesOf("-"), { runId }).answer;
  expect(again).toMatchObject({ failed: 1, alerts: { opened: [], resolved: [] } });
  expect(await domain.db.uptimeCheck.count()).toBe(1);
  expect(await alerts()).toEqual([]);
  // What was recorded first stays: the answer never says something else than the rows.
  expect(await check(probesOf("+"), { runId }).answer).toMatchObject({ processed: 0, failed: 1 });
});

test("two processes that check at the same moment open one alert", async () => {
  await check(probesOf("-")).answer;
  await Promise.all(Array.from({ length: 8 }, () => check(probesOf("-")).answer));
  expect(await alerts()).toEqual(["component:bucket open"]);
});

test("an alert tells what is wrong", async () => {
  await check(probesOf("-")).answer;
  await check(probesOf("-")).answer;
  expect(await domain.db.alert.findFirst()).toMatchObject({
    subject: "component:bucket",
    severity: "critical",
    title: "bucket is unhealthy",
    detail: "broken",
  });
});

test("an aborted run records nothing: the components are not to blame", async () => {
  const abort = new AbortController();
  const hung: Probe = { component: "bucket", check: () => new Promise(() => undefined) };
  const { answer } = check([hung], { signal: abort.signal });
  abort.abort(new Error("stop now"));
  await expect(answer).rejects.toThrow("stop now");
  expect(await domain.db.uptimeCheck.count()).toBe(0);
});

test("a component that throws at once stops no other", async () => {
  const rude: Probe = {
    component: "rude",
    check: () => {
      throw new Error("at once");
    },
  };
  expect(await check([rude, ...probesOf("+")]).answer).toMatchObject({ processed: 1, failed: 1 });
});
