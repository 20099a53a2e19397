import { describe, expect, it } from "vitest";
import type { JobContext } from "../../../lib/cron/jobs/context.ts";
import { createRedact } from "../../../lib/cron/words/redact.ts";
import { firstRow, memoryEngine, request } from "../../support/memory-engine.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";

type Alerts = JobContext["alerts"];
type Raised = Parameters<Alerts["raise"]>[0];

const revoked: Raised = { subject: "account:1", severity: "critical", title: "Access was revoked" };
const kept = { says: "raised", detail: null, ...revoked };

/** A handler that says something, and then ends as it is told to. */
const says =
  (say: (alerts: Alerts) => void, end = step.ok()) =>
  (context: JobContext<{ cursor: number }>) => {
    say(context.alerts);
    return end(context);
  };

async function run(...steps: ReturnType<typeof says>[]) {
  const { engine, rows, clock } = memoryEngine([scriptedJob(steps).job], { redact: createRedact(["top-secret-key"]) });
  const answer = engine.run(request());
  await clock.advance(60_000);
  return { answer: await answer, row: firstRow(rows()) };
}

describe("ctx.alerts", () => {
  it("is written with the finish, and of each subject the last word counts", async () => {
    const { row } = await run(
      says((alerts) => {
        alerts.raise({ ...revoked, title: "Access will end soon" });
        alerts.raise(revoked);
        alerts.raise({ ...revoked, subject: "account:2" });
        alerts.resolve("account:2");
      }),
    );
    expect(row.reports).toEqual([kept, { says: "resolved", subject: "account:2" }]);
  });

  it.each([
    ["fails", says((alerts) => alerts.raise(revoked), step.throws(new Error("no"))), "failed"],
    ["has failed items", says((alerts) => alerts.raise(revoked), step.returns({ ...ok, failed: 1 })), "partial"],
  ])("is written by a run that %s, once for all of its attempts", async (_name, attempt, status) => {
    const { row } = await run(attempt);
    expect(row).toMatchObject({ status, reports: [kept] });
  });

  it("tells no secret, and cuts a detail that is too long", async () => {
    const { row } = await run(
      says((alerts) =>
        alerts.raise({
          ...revoked,
          subject: "key:top-secret-key",
          title: "top-secret-key is old",
          detail: `top-secret-key ${"x".repeat(3000)}`,
        }),
      ),
    );
    const told = JSON.stringify(row.reports);
    expect(told).not.toContain("top-secret-key");
    expect(row.reports).toMatchObject([{ detail: expect.stringMatching(/x…$/) }]);
    expect(told.length).toBeLessThan(2300);
  });

  it.each<[string, (alerts: Alerts) => void, string]>([
    [
      "a subject",
      (alerts) => alerts.raise({ ...revoked, subject: " " }),
      'expected a subject of 1 to 200 characters, got " "',
    ],
    ["a subject to resolve", (alerts) => alerts.resolve(""), 'expected a subject of 1 to 200 characters, got ""'],
    ["a title", (alerts) => alerts.raise({ ...revoked, title: "" }), 'expected a title of 1 to 200 characters, got ""'],
    [
      "a severity",
      (alerts) => alerts.raise({ ...revoked, severity: "fatal" as Raised["severity"] }),
      'expected a severity of critical, warning, info, got "fatal"',
    ],
    [
      "fewer subjects",
      (alerts) => {
        for (let n = 0; n <= 100; n += 1) alerts.resolve(`account:${n}`);
      },
      "a run tells of 100 subjects at most; raise one for all of them",
    ],
  ])("refuses what lacks %s, without another attempt", async (_what, say, sentence) => {
    const { row } = await run(says(say));
    expect(row).toMatchObject({ status: "failed", attempts: 1, error: { message: `ctx.alerts: ${sentence}` } });
  });

  it("is not written by a run that lost its lease", async () => {
    const script = scriptedJob([
      says(
        (alerts) => alerts.raise(revoked),
        async (context) => {
          await stores.runs.forceEnd(context.runId, "it hung");
          return ok;
        },
      ),
    ]);
    const { engine, stores, rows } = memoryEngine([script.job]);
    expect(await engine.run(request())).toMatchObject({ run: { status: "failed" } });
    expect(firstRow(rows())).toMatchObject({ status: "failed", reports: [] });
  });
});
