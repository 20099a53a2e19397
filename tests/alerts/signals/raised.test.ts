import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { raisedSignals } from "../../../lib/alerts/signals/raised.ts";
import type { Prisma } from "../../../lib/db.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";
import { before, MINUTE_MS, openIncident, switchedOff, TURN_AT, turnOn } from "../support/signal-turn.ts";

const { job } = scriptedJob([step.returns(ok)], { name: "refresh", category: "accounts" });

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(() => domain.db.$executeRaw`truncate alert_reports, cron_job_logs cascade`);

async function said(row: Partial<Prisma.AlertReportCreateInput> = {}): Promise<void> {
  const common = { runId: randomUUID(), jobName: "refresh", at: before(1000), subject: "account:1", says: "raised" };
  await domain.db.alertReport.create({
    data: { ...common, severity: "critical", title: "Access was revoked", ...row },
  });
}
const resolved = { says: "resolved", severity: null, title: null };

const told = (changes = {}) => raisedSignals(turnOn(domain.db, { jobs: [job], ...changes }));
const open = [openIncident("raised", "account:1")];
const over = { rule: "raised", subject: "account:1", at: TURN_AT, says: "right" };

test("what a handler raised is told with its words, its severity, its job and its run", async () => {
  const runId = randomUUID();
  await domain.db.cronJobLog.create({
    data: {
      ...{ id: runId, jobName: "refresh", status: "failed", trigger: "schedule", lockKey: "refresh", maxAttempts: 3 },
      ...{ attempts: 2, durationMs: 1500, errorMessage: "no", completedAt: TURN_AT, scheduledFor: before(MINUTE_MS) },
    },
  });
  await said({ runId, detail: "Connect it again" });
  expect(await told()).toEqual([
    {
      ...{ rule: "raised", subject: "account:1", at: before(1000), jobName: "refresh", category: "accounts" },
      ...{ says: "wrong", severity: "critical" },
      facts: {
        job: { name: "refresh", description: job.description, category: "accounts" },
        run: {
          ...{ id: runId, trigger: "schedule", slot: before(MINUTE_MS).toISOString(), attempts: 2, maxAttempts: 3 },
          ...{ durationMs: 1500, error: "no" },
        },
        ...{ title: "Access was revoked", detail: "Connect it again" },
      },
    },
  ]);
});

test("of each subject the last word counts, whichever run said it", async () => {
  await said();
  await said({ ...resolved });
  await said({ subject: "account:2", ...resolved });
  await said({ subject: "account:2" });
  const unresolved = [...open, openIncident("raised", "account:2")];
  expect(await told({ unresolved })).toMatchObject([{ subject: "account:2", says: "wrong" }, over]);
});

test("what is not open needs no end, and what was read before opens nothing", async () => {
  await said({ ...resolved });
  await said({ subject: "account:2", at: before(20_000) });
  expect(await told()).toEqual([]);
});

test("a job that left the code, and a run that is deleted, are left out", async () => {
  await said({ jobName: "gone" });
  const [signal] = await told();
  expect(signal).toMatchObject({ jobName: "gone", category: null, facts: { title: "Access was revoked" } });
  expect(signal).not.toHaveProperty("facts.run");
});

test("a rule that is switched off opens nothing, and ends what is open", async () => {
  await said();
  expect(await told({ unresolved: open, overrides: switchedOff("raised") })).toEqual([over]);
});
