import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Prisma } from "../../lib/db.ts";
import { type ApiApp, CRON_SECRET, startApiApp } from "../support/api-app.ts";
import { ok, scriptedJob, step } from "../support/scripted-job.ts";

const { job } = scriptedJob([step.returns(ok)], { name: "often", schedule: { kind: "interval", everySeconds: 60 } });

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([job]);
});
afterAll(() => app.close());
afterEach(() => app.db.$executeRaw`truncate cron_schedules, incidents, alert_rules cascade`);

/** What anybody is told, and what somebody with the secret is told. */
async function ready() {
  const told = await fetch(`${app.url}/api/health?ready=1`);
  const inside = await (await app.cron("/api/health?ready=1")).json();
  return { status: told.status, body: await told.text(), components: inside.components };
}

const due = (secondsAgo: number) => {
  const at = new Date(Date.now() - secondsAgo * 1000);
  const timing = { kind: "interval", everySeconds: 60, anchorAt: at, nextSlot: at, nextRunAt: at };
  const schedule = { id: "job:often", jobName: "often", name: "often", origin: "code", declared: {}, ...timing };
  return app.db.cronSchedule.create({ data: schedule });
};
const incident = (row: Partial<Prisma.IncidentCreateInput>) =>
  app.db.incident.create({
    data: {
      ...{ id: randomUUID(), rule: "component", subject: "component:database", severity: "critical", state: "open" },
      ...{ facts: {}, openedAt: new Date(), lastSignalAt: new Date(), ...row },
    },
  });

test("an installation that is well is ready", async () => {
  await due(-30);
  expect(await ready()).toMatchObject({
    status: 200,
    components: { scheduler: { ok: true, detail: "dispatches" }, incidents: { ok: true, detail: "none critical" } },
  });
});

test("while the scheduler stands it is not, and it is again when what was due has been dispatched", async () => {
  const { nextRunAt } = await due(45);
  expect(await ready()).toMatchObject({
    status: 503,
    components: { scheduler: { ok: false, detail: `stands since ${nextRunAt?.toISOString()}` } },
  });
  await app.runtime.engine.tick();
  expect((await ready()).status).toBe(200);
});

test("a rule of the scheduler that people have switched off keeps nobody from being ready", async () => {
  await due(45);
  await app.db.alertRule.create({ data: { rule: "scheduler", enabled: false } });
  expect((await ready()).status).toBe(200);
});

test.each<[number, string, Partial<Prisma.IncidentCreateInput>]>([
  [503, "of the database", {}],
  [503, "of the scheduler", { rule: "scheduler", subject: "scheduler" }],
  [503, "of the platform", { rule: "drift", subject: "platform" }],
  [503, "that somebody has acknowledged", { state: "acknowledged", acknowledgedAt: new Date() }],
  [200, "that is over", { state: "resolved", resolvedAt: new Date() }],
  [200, "that is a warning", { severity: "warning" }],
  [200, "of a job", { rule: "failed", subject: "job:often" }],
  [200, "of another component", { subject: "component:bucket" }],
  [200, "that a handler raised under such a name", { rule: "raised", subject: "scheduler" }],
])("it is %i with a critical incident %s", async (status, _which, row) => {
  await incident(row);
  const answer = await ready();
  expect(answer.status).toBe(status);
  expect(answer.components.incidents.ok).toBe(status === 200);
});

test("whoever is not let in learns neither the cause nor a secret", async () => {
  await incident({ facts: { detail: `connect with ${CRON_SECRET}` } });
  await due(45);
  const { body, components } = await ready();
  expect(Object.keys(JSON.parse(body))).toEqual(["status", "timestamp"]);
  expect(JSON.stringify(components)).not.toContain(CRON_SECRET);
  expect(components.incidents.detail).toBe("component:database");
});
