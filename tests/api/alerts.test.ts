import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertEntries, insertIncidents } from "../../lib/alerts/incidents/incident-rows.ts";
import type { Incident } from "../../lib/alerts/words/incident.ts";
import { anIncident, deadMessage } from "../alerts/support/alert-rows.ts";
import { type AdminApp, startAdminApp } from "../support/admin-app.ts";
import { emailOf } from "../support/api-app.ts";
import { refuseAuditRows } from "../support/audit-log-away.ts";

let app: AdminApp;
beforeAll(async () => {
  app = await startAdminApp();
});
beforeEach(async () => {
  await app.db.$executeRaw`truncate incidents, alert_silences, alert_channels cascade`;
});
afterAll(() => app.close());

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const hoursAhead = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const list = async (query = "") => (await app.admin(`alerts?${query}`)).json();
const idsOf = ({ incidents }: { incidents: { id: string }[] }) => incidents.map(({ id }) => id);

async function keep(change: Partial<Incident> = {}): Promise<Incident> {
  const incident = anIncident({ subject: `job:${randomUUID()}`, openedAt: minutesAgo(10), ...change });
  await insertIncidents(app.db, [incident]);
  return incident;
}

describe("the list", () => {
  it("tells the latest opened first, in words, and narrows by what is asked for", async () => {
    const resolved = { state: "resolved", resolvedAt: minutesAgo(20) } as const;
    const old = await keep({ openedAt: minutesAgo(90), severity: "critical", jobName: "quick", ...resolved });
    const now = await keep({ openedAt: minutesAgo(5), rule: "missed" });
    const seen = await keep({
      openedAt: minutesAgo(60),
      ...{ state: "acknowledged", acknowledgedAt: minutesAgo(1), acknowledgedBy: "ada" },
    });
    const all = await list();
    expect(idsOf(all)).toEqual([now.id, seen.id, old.id]);
    expect(all.incidents[0]).toMatchObject({ rule: "missed", title: expect.any(String), advice: expect.any(String) });
    const narrowed: [string, Incident[]][] = [
      ["state=unresolved", [now, seen]],
      ["state=acknowledged", [seen]],
      ["severity=critical", [old]],
      ["rule=missed", [now]],
      ["job=quick", [old]],
      [`subject=${seen.subject}`, [seen]],
      [`from=${minutesAgo(70).toISOString()}&to=${minutesAgo(30).toISOString()}`, [seen]],
    ];
    for (const [query, expected] of narrowed) {
      expect([query, idsOf(await list(query))]).toEqual([query, expected.map(({ id }) => id)]);
    }
  });

  it("is read page by page without a gap, also of those opened in one moment", async () => {
    const at = minutesAgo(3);
    for (let index = 0; index < 5; index++) await keep({ openedAt: at });
    const first = await list("limit=2");
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    const third = await list(`limit=2&cursor=${second.nextCursor}`);
    expect(new Set([first, second, third].flatMap(idsOf)).size).toBe(5);
    expect(third.nextCursor).toBeNull();
  });

  it.each(["state=gone", "severity=high", "cursor=x", "limit=0", "colour=red"])("%s is refused", async (query) => {
    expect((await app.admin(`alerts?${query}`)).status).toBe(422);
  });
});

it("one incident is told with its cause, what follows from it, its timeline and who was told", async () => {
  const cause = await keep({ rule: "component", subject: "component:database", jobName: null, category: null });
  const incident = await keep({ causeId: cause.id });
  const follower = await keep({ causeId: incident.id });
  const entry = { incidentId: incident.id, at: minutesAgo(9), kind: "opened", actor: null, note: null } as const;
  await insertEntries(app.db, [{ ...entry, detail: { runId: randomUUID() } }]);
  const channel = { id: "chat", name: "Chat", kind: "slack", origin: "person", settings: {} };
  await app.db.alertChannel.create({ data: channel });
  const instants = { createdAt: minutesAgo(9), dueAt: minutesAgo(9) };
  const notice = { id: randomUUID(), incidentId: incident.id, channelId: "chat", kind: "opened", sequence: 1 };
  await app.db.alertNotice.create({ data: { ...notice, ...instants, reason: "grouped" } });
  const told = await (await app.admin(`alerts/${incident.id}`)).json();
  expect(told).toMatchObject({
    incident: { id: incident.id },
    cause: { id: cause.id, title: "The database is away" },
    follows: [{ id: follower.id }],
    timeline: [{ kind: "opened" }],
    notices: [{ channelName: "Chat", kind: "opened", reason: "grouped", message: null }],
  });
});

describe("what people do to an incident", () => {
  it.each([
    ["acknowledge", { note: "on it" }, { state: "acknowledged", acknowledgedBy: emailOf("operator") }],
    ["resolve", {}, { state: "resolved", resolvedBy: emailOf("operator") }],
    ["snooze", { until: hoursAhead(1) }, { state: "open", snoozedUntil: expect.any(Date) }],
    ["note", { note: "look at the provider" }, { state: "open", note: "look at the provider" }],
  ])("%s changes it, and is in the timeline and in the audit log", async (act, body, row) => {
    const { id } = await keep();
    const answer = await app.operator(`alerts/${id}/${act}`, body);
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ changed: true })]);
    expect(await app.db.incident.findUnique({ where: { id } })).toMatchObject({ ...row, version: 2 });
    expect(await app.db.incidentEntry.count({ where: { incidentId: id, actor: emailOf("operator") } })).toBe(1);
    expect(await app.lastAudit()).toMatchObject({ action: `incident.${act}`, target: id, actor: emailOf("operator") });
  });

  it("what is so already is said, and leaves no trace", async () => {
    const { id } = await keep({ state: "resolved", resolvedAt: minutesAgo(1) });
    const before = await app.db.cronAuditLog.count();
    expect(await (await app.operator(`alerts/${id}/resolve`)).json()).toMatchObject({ changed: false });
    expect(await app.db.cronAuditLog.count()).toBe(before);
  });

  it.each([
    ["acknowledge", {}, 409, "incident_over"],
    ["snooze", { until: hoursAhead(1) }, 409, "incident_over"],
    ["snooze", { until: "soon" }, 422, "invalid_input"],
    ["note", { note: " " }, 422, "invalid_input"],
  ])("%s %j of one that is over is refused", async (act, body, status, code) => {
    const { id } = await keep({ state: "resolved", resolvedAt: minutesAgo(1) });
    const answer = await app.operator(`alerts/${id}/${act}`, body);
    expect([answer.status, (await answer.json()).code]).toEqual([status, code]);
  });

  it("a snooze into the past is refused", async () => {
    const { id } = await keep();
    const answer = await app.operator(`alerts/${id}/snooze`, { until: minutesAgo(1).toISOString() });
    expect([answer.status, (await answer.json()).issues]).toEqual([422, [expect.objectContaining({ path: "until" })]]);
  });

  it("fault A17: while the audit log cannot be written, nothing is done", async () => {
    const { id } = await keep();
    const writeAgain = await refuseAuditRows(app.db);
    try {
      expect((await app.operator(`alerts/${id}/acknowledge`)).status).toBe(500);
      const wanted = { subject: "job:quick", until: hoursAhead(1), reason: "x" };
      expect((await app.operator("alert-silences", wanted)).status).toBe(500);
    } finally {
      await writeAgain();
    }
    expect(await app.db.incident.findUnique({ where: { id } })).toMatchObject({ state: "open", version: 1 });
    expect(await app.db.incidentEntry.count()).toBe(0);
    expect(await app.db.alertSilence.count()).toBe(0);
  });
});

describe("silences", () => {
  const silence = (wanted: object) =>
    app.operator("alert-silences", { subject: "job:quick", until: hoursAhead(1), reason: "deploying", ...wanted });

  it("silence a job by its name or alias, and end once, with their rows in the audit log", async () => {
    const made = await silence({ subject: "job:fast" });
    const { id, subject } = (await made.json()).silence;
    expect([made.status, subject]).toEqual([201, "job:quick"]);
    expect(await app.lastAudit()).toMatchObject({ action: "silence.create", target: "job:quick", note: "deploying" });
    const { silences } = await (await app.admin("alert-silences")).json();
    expect(silences).toMatchObject([{ id, inForce: true, actor: emailOf("operator") }]);
    const end = () => app.as("operator", `/api/admin/alert-silences/${id}`, { method: "DELETE" });
    expect([(await end()).status, (await end()).status]).toEqual([200, 404]);
    expect(await app.lastAudit()).toMatchObject({ action: "silence.end", target: "job:quick" });
  });

  it("silence a category of the code, and what an incident is about", async () => {
    const { subject } = await keep({ subject: "component:mail" });
    const [job] = app.runtime.engine.jobs;
    expect((await silence({ subject: `category:${job?.category}` })).status).toBe(201);
    expect((await silence({ subject })).status).toBe(201);
  });

  it.each([
    [{ until: undefined }, "until"],
    [{ until: minutesAgo(1).toISOString() }, "until"],
    [{ until: hoursAhead(31 * 24) }, "until"],
    [{ reason: " " }, "reason"],
    [{ subject: "job:quikc" }, "subject"],
    [{ subject: "category:nothing" }, "subject"],
  ])("%j is refused, and said where", async (wanted, path) => {
    const answer = await silence(wanted);
    const { issues } = await answer.json();
    expect([answer.status, issues.map((issue: { path: string }) => issue.path)]).toEqual([422, [path]]);
    expect(await app.db.alertSilence.count()).toBe(0);
  });
});

describe("messages", () => {
  it("are listed with each try, and one that was given up is sent again", async () => {
    const { id } = await app.db.outboxMessage.create({ data: deadMessage() });
    const { messages } = await (await app.admin("alert-deliveries?state=dead")).json();
    expect(messages).toMatchObject([{ id, state: "dead", tries: [{ status: 404, answer: "no_service" }] }]);
    expect((await app.operator(`alert-deliveries/${id}/retry`)).status).toBe(200);
    expect(await app.db.outboxMessage.findUnique({ where: { id } })).toMatchObject({ state: "queued", deadAt: null });
    expect(await app.lastAudit()).toMatchObject({ action: "message.retry", target: id });
  });

  it("one that was delivered is not sent again", async () => {
    const sent = { state: "delivered", deadAt: null, deliveredAt: minutesAgo(1) };
    const { id } = await app.db.outboxMessage.create({ data: { ...deadMessage(), ...sent } });
    const answer = await app.operator(`alert-deliveries/${id}/retry`);
    expect([answer.status, (await answer.json()).code]).toEqual([409, "message_not_dead"]);
  });
});
