import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database-server.ts";
import { closedPort } from "../support/listening.ts";
import { ReportingServer } from "../support/reporting-server.ts";
import { expectPairOfEachRun } from "../support/sentry-pairs.ts";
import { type SentryServer, startSentryServer } from "../support/sentry-server.ts";
import { until } from "../support/until.ts";

/** The long round, of 1,000 runs, is in tests/faults. */
describe("of each run both check-ins arrive", () => {
  it("when a server is told to stop right after the answer", () =>
    expectPairOfEachRun({ processes: 1, runsOfEach: 25, stopped: "drained" }));

  it("when a platform freezes the process as soon as it may", () =>
    expectPairOfEachRun({ processes: 1, runsOfEach: 25, stopped: "frozen" }));
});

let database: TestDatabase;
let sentry: SentryServer;
beforeEach(async () => {
  [database, sentry] = await Promise.all([createTestDatabase(), startSentryServer()]);
});
afterEach(async () => {
  await Promise.all([database.drop(), sentry.close()]);
});

/** What is the same of two answers to the same call. */
const comparable = ({ status, body }: Awaited<ReturnType<ReportingServer["call"]>>) => {
  const text = JSON.stringify(body, (key, value) => (/id$|At$|duration|timestamp/i.test(key) ? typeof value : value));
  return { status, body: text };
};

async function answersOf(server: ReportingServer) {
  const calls = ["told-well", "told-partly", "told-badly", "told-twice"];
  const answers = [];
  for (const job of calls) answers.push(comparable(await server.call(job)));
  return answers;
}

describe("a Sentry that does not take what it is sent", () => {
  it.each([
    ["hangs", "hangs"],
    ["refuses", "refuses"],
    ["talks nonsense", "talks nonsense"],
    ["is away", null],
  ] as const)("and %s changes no run's outcome and no answer, hinders no stop, and is told once", async (_, manner) => {
    const plain = await ReportingServer.start(database.url, { SENTRY_DSN: "" });
    const expected = await answersOf(plain);
    await plain.end("SIGTERM");
    if (manner) sentry.behave(manner);
    const dsn = manner ? sentry.dsn : `http://public@127.0.0.1:${await closedPort()}/1`;
    const server = await ReportingServer.start(database.url, { SENTRY_DSN: dsn });
    expect(await answersOf(server)).toEqual(expected);
    if (manner) expect(sentry.requests).toBeGreaterThan(0);
    expect(await server.end("SIGTERM")).toBe(0);
    expect(server.printed.match(/Sentry does not take what it is sent/g) ?? []).toHaveLength(
      manner === "hangs" ? 0 : 1,
    );
    expect(server.printed).not.toContain("a subscriber failed");
  });

  it("gets what comes after it is back, and that it is back is told", async () => {
    sentry.behave("refuses");
    const server = await ReportingServer.start(database.url, { SENTRY_DSN: sentry.dsn });
    await server.call("told-well");
    await until("the warning", async () => (server.printed.includes("does not take") ? true : null));
    sentry.behave("takes");
    await server.call("told-badly");
    await until("the event", async () => sentry.items("event")[0] ?? null);
    await server.end("SIGTERM");
    expect(server.printed).toContain("Sentry takes reports again");
  });
});
