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
  await domain.db.$executeRaw`truncate uptime_check`;
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

test("the answer names what broke and what recovered since the check before", async () => {
  const changedBy = async (pattern: string) => (await check(probesOf(pattern)).answer).changed;
  expect(await changedBy("+-+")).toEqual({ broke: ["smtp"], recovered: [] });
  expect(await changedBy("--+")).toEqual({ broke: ["bucket"], recovered: [] });
  expect(await changedBy("-+-")).toEqual({ broke: ["disk"], recovered: ["smtp"] });
  expect(await changedBy("+++")).toEqual({ broke: [], recovered: ["bucket", "disk"] });
});

test("a run that is taken up again after its rows were written counts nothing twice", async () => {
  const runId = randomUUID();
  await check(probesOf("-"), { runId }).answer;
  const again = await check(probesOf("-"), { runId }).answer;
  expect(again).toMatchObject({ failed: 1, changed: { broke: [], recovered: [] } });
  expect(await domain.db.uptimeCheck.count()).toBe(1);
  // What was recorded first stays: the answer never says something else than the rows.
  expect(await check(probesOf("+"), { runId }).answer).toMatchObject({ processed: 0, failed: 1 });
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
