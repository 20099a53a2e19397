import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { insertEntries, insertIncidents } from "../../../lib/alerts/incidents/incident-rows.ts";
import type { Incident } from "../../../lib/alerts/words/incident.ts";
import { detailOf } from "../../../lib/dashboard/alerts/incident-details.ts";
import { readIncidentsOfRun, readOpenIncidents } from "../../../lib/dashboard/alerts/incidents.ts";
import { readSettingsMark } from "../../../lib/dashboard/live/live-runs.ts";
import { anIncident } from "../../alerts/support/alert-rows.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns } from "../run-rows.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
beforeEach(async () => {
  await domain.db.$executeRaw`truncate incidents, alert_reports, cron_job_logs cascade`;
});
afterAll(() => domain.close());

const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 9, minute));

async function keep(minute: number, change: Partial<Incident> = {}): Promise<Incident> {
  const incident = anIncident({ subject: `job:${randomUUID()}`, openedAt: at(minute), ...change });
  await insertIncidents(domain.db, [incident]);
  return incident;
}

test("what is wrong is told worst first, of one severity the oldest, and below its cause what follows from it", async () => {
  const info = await keep(1, { severity: "info" });
  const late = await keep(5);
  const early = await keep(3);
  const cause = await keep(9, { severity: "critical" });
  const follower = await keep(10, { causeId: cause.id });
  const farther = await keep(11, { causeId: follower.id });
  await keep(2, { state: "resolved", resolvedAt: at(4), severity: "critical" });
  const open = await readOpenIncidents(domain);
  expect(open.map(({ id }) => id)).toEqual([cause.id, early.id, late.id, info.id]);
  expect(open[0]?.follows.map(({ id }) => id)).toEqual([follower.id, farther.id]);
});

test("what follows from an incident that the filter leaves out, or that is over, stands by itself", async () => {
  const over = await keep(1, { state: "resolved", resolvedAt: at(2) });
  const orphan = await keep(3, { causeId: over.id, jobName: "mine" });
  const cause = await keep(4, { severity: "critical", jobName: null });
  const mine = await keep(5, { causeId: cause.id, jobName: "mine" });
  const open = await readOpenIncidents(domain, { job: "mine" });
  expect(open.map(({ id }) => id)).toEqual([orphan.id, mine.id]);
});

test("a run has the incidents that name it, by their facts or by a line, and those that its handler raised", async () => {
  const [runId = "", other = ""] = await insertRuns(domain.db, [
    { job: "mine", status: "failed", startedAt: at(1).toISOString() },
    { job: "mine", status: "failed", startedAt: at(2).toISOString() },
  ]);
  const run = { trigger: "schedule", slot: null, attempts: 1, maxAttempts: 1, durationMs: 1, error: null } as const;
  const latest = await keep(3, { jobName: "mine", facts: { run: { id: runId, ...run } } });
  const opened = await keep(4, { jobName: "mine", facts: { run: { id: other, ...run } } });
  const line = { incidentId: opened.id, at: at(4), kind: "opened", actor: null, note: null } as const;
  await insertEntries(domain.db, [{ ...line, detail: { runId } }]);
  const raised = await keep(5, { rule: "raised", subject: "campaign:7", jobName: "mine" });
  await domain.db.alertReport.create({
    data: { runId, jobName: "mine", at: at(6), subject: "campaign:7", says: "raised", severity: "warning" },
  });
  await keep(7, { jobName: "mine" });
  const found = await readIncidentsOfRun(domain, runId);
  expect(found.map(({ id }) => id)).toEqual([raised.id, opened.id, latest.id]);
});

test("a line of a later release is told as far as it can be read", () => {
  expect(detailOf({ until: "2026-11-27T09:00:00.000Z", runId: 7, notice: "opened", more: true })).toEqual({
    ...{ until: at(0), notice: "opened", runId: undefined },
  });
  expect(detailOf("words")).toEqual({});
  expect(detailOf(null)).toEqual({});
});

test("pages are told to read again when an incident, a silence or a channel changes", async () => {
  const marks = [await readSettingsMark(domain.db)];
  const { id: incidentId } = await keep(1);
  const entry = { incidentId, at: at(1), kind: "opened", actor: null, note: null, detail: null } as const;
  await insertEntries(domain.db, [entry]);
  marks.push(await readSettingsMark(domain.db));
  const silence = { id: randomUUID(), subject: "job:a", reason: "x", actor: "ada", createdAt: new Date() };
  await domain.db.alertSilence.create({ data: { ...silence, until: new Date(Date.now() + 3_600_000) } });
  marks.push(await readSettingsMark(domain.db));
  const channel = { id: "chat", name: "Chat", kind: "slack", origin: "person", settings: {} };
  await domain.db.alertChannel.create({ data: channel });
  marks.push(await readSettingsMark(domain.db));
  expect(new Set(marks).size).toBe(4);
});
