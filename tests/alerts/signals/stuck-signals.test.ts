import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { stuckSignals } from "../../../lib/alerts/signals/stuck-signals.ts";
import { subjects } from "../../../lib/alerts/words/vocabulary.ts";
import { cron } from "../../../lib/cron/time/expressions.ts";
import { insertRuns } from "../../dashboard/run-rows.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { scriptedJob } from "../../support/scripted-job.ts";
import { openOf } from "../support/signal-jobs.ts";
import { before as ago, MINUTE_MS, TURN_AT, turnOn } from "../support/signal-turn.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(() => domain.db.$executeRaw`truncate cron_job_logs, cron_job_config`);

const { job } = scriptedJob([], { name: "a", schedule: cron("*/5 * * * *") });
const later = new Date(TURN_AT.getTime() + 20_000);
const seconds = (count: number) => ago(count * 1000);

/** A run at work since ten minutes ago. */
async function held(more: { leaseExpiresAt?: Date; abortRequestedAt?: Date; abortReason?: string }): Promise<string> {
  const startedAt = ago(10 * MINUTE_MS).toISOString();
  const row = { job: "a", status: "started", startedAt, more: { leaseExpiresAt: later, ...more } } as const;
  const [id = ""] = await insertRuns(domain.db, [row]);
  return id;
}

const turn = (changes = {}) => stuckSignals(turnOn(domain.db, { jobs: [job], ...changes }));

test.each<[string, Parameters<typeof held>[0], object]>([
  ["a run whose lease is renewed", {}, {}],
  ["one that was told to stop less than a minute ago", { abortRequestedAt: seconds(59), abortReason: "timeout" }, {}],
  ["one whose lease is over for less than a minute: a sweep will take it", { leaseExpiresAt: seconds(59) }, {}],
  [
    "one whose lease is over, while nobody had the chance to take it",
    { leaseExpiresAt: seconds(600) },
    { awake: false },
  ],
])("%s is not stuck", async (_title, more, changes) => {
  await held(more);
  expect(await turn(changes)).toEqual([]);
});

test.each<[string, Parameters<typeof held>[0], string]>([
  ["ignores its abort", { abortRequestedAt: seconds(61), abortReason: "timeout" }, "ignores_abort"],
  ["ignores that a person cancelled it", { abortRequestedAt: seconds(61), abortReason: "cancel" }, "ignores_abort"],
  ["has had no heartbeat past every rescue", { leaseExpiresAt: seconds(61) }, "no_heartbeat"],
])("a run that %s is stuck, also when its job was switched off meanwhile", async (_title, more, code) => {
  await domain.db.cronJobConfig.create({ data: { jobName: "a", enabled: false } });
  const id = await held(more);
  expect(await turn()).toMatchObject([
    {
      ...{ says: "wrong", rule: "stuck", subject: subjects.run(id), jobName: "a", at: seconds(1) },
      facts: { code, since: seconds(61).toISOString(), run: { id } },
    },
  ]);
});

test("it is over when the run ended, when its row is gone, and not before", async () => {
  const id = await held({ abortRequestedAt: seconds(61), abortReason: "timeout" });
  const unresolved = [openOf("stuck", job, subjects.run(id))];
  expect(await turn({ unresolved })).toMatchObject([{ says: "wrong" }]);
  await domain.db.cronJobLog.updateMany({ data: { abortRequestedAt: null, abortReason: null } });
  expect(await turn({ unresolved })).toEqual([]);
  await domain.db
    .$executeRaw`update cron_job_logs set status = 'failed', lane = null, lease_expires_at = null, completed_at = ${seconds(2)}`;
  expect(await turn({ unresolved })).toEqual([
    { rule: "stuck", subject: subjects.run(id), at: seconds(2), says: "right" },
  ]);
  await domain.db.cronJobLog.deleteMany();
  expect(await turn({ unresolved })).toEqual([
    { rule: "stuck", subject: subjects.run(id), at: TURN_AT, says: "right" },
  ]);
  expect(await turn()).toEqual([]);
});
