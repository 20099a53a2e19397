import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actOnIncident, decideAct, type IncidentAct } from "../../../lib/alerts/incidents/acts.ts";
import { insertIncidents } from "../../../lib/alerts/incidents/incident-rows.ts";
import { addSilence, covers, endSilence } from "../../../lib/alerts/incidents/silences.ts";
import type { Incident } from "../../../lib/alerts/words/incident.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { anIncident } from "../support/alert-rows.ts";

const NOW = new Date("2026-11-27T10:00:00.000Z");
const LATER = new Date("2026-11-27T12:00:00.000Z");

describe("what a person does to an incident", () => {
  const acknowledged = { state: "acknowledged", acknowledgedAt: NOW, acknowledgedBy: "ada" } as const;
  const resolved = { state: "resolved", resolvedAt: NOW, resolvedBy: "ada" } as const;
  const told = (incident: Incident, order: IncidentAct) => decideAct(incident, { order, actor: "ada", now: NOW });

  test.each<[string, Partial<Incident>, IncidentAct, Partial<Incident>]>([
    ["acknowledges an open one", {}, { act: "acknowledge", note: "on it" }, { ...acknowledged, note: "on it" }],
    ["keeps an earlier note", { note: "old" }, { act: "acknowledge", note: null }, { ...acknowledged, note: "old" }],
    ["snoozes its reminders", {}, { act: "snooze", until: LATER }, { snoozedUntil: LATER }],
    ["notes something", {}, { act: "note", note: "why" }, { note: "why" }],
    ["resolves it", {}, { act: "resolve", note: null }, resolved],
    ["resolves an acknowledged one", acknowledged, { act: "resolve", note: null }, { ...acknowledged, ...resolved }],
    ["notes something after its end", resolved, { act: "note", note: "why" }, { ...resolved, note: "why" }],
  ])("%s", (_title, before, order, after) => {
    const incident = anIncident(before);
    expect(told(incident, order)).toMatchObject({
      incident: { ...incident, ...after },
      entry: { actor: "ada", at: NOW },
    });
  });

  test.each<[string, Partial<Incident>, IncidentAct, string]>([
    ["a second acknowledgement", acknowledged, { act: "acknowledge", note: null }, "unchanged"],
    ["a second resolution", resolved, { act: "resolve", note: null }, "unchanged"],
    ["an acknowledgement after its end", resolved, { act: "acknowledge", note: null }, "resolved"],
    ["a snooze after its end", resolved, { act: "snooze", until: LATER }, "resolved"],
    ["a snooze until now", {}, { act: "snooze", until: NOW }, "past"],
  ])("changes nothing by %s", (_title, before, order, answer) => {
    expect(told(anIncident(before), order)).toBe(answer);
  });

  test("never ends it before it began, also by a clock that was set back", () => {
    const incident = anIncident({ openedAt: LATER });
    expect(told(incident, { act: "resolve", note: null })).toMatchObject({ incident: { resolvedAt: LATER } });
  });
});

test("a silence covers its subject, or all of its category", () => {
  const incident = anIncident({ subject: "job:a", category: "ads" });
  expect(covers({ subject: "job:a" }, incident)).toBe(true);
  expect(covers({ subject: "category:ads" }, incident)).toBe(true);
  expect(covers({ subject: "category:mail" }, incident)).toBe(false);
  expect(covers({ subject: "category:null" }, { subject: "scheduler", category: null })).toBe(false);
});

describe("acts in rows", () => {
  let opened: DomainDb;
  beforeAll(async () => {
    opened = await openDomainDb();
  });
  afterAll(() => opened.close());

  const act = (id: string, order: IncidentAct) =>
    opened.db.$transaction((tx) => actOnIncident(tx, { id, order, actor: "ada", now: NOW }));

  async function keep(change: Partial<Incident> = {}): Promise<Incident> {
    const incident = anIncident({ subject: `job:${randomUUID()}`, ...change });
    await insertIncidents(opened.db, [incident]);
    return incident;
  }

  test("an acknowledgement is written with its line", async () => {
    const { id } = await keep();
    const answer = await act(id, { act: "acknowledge", note: "on it" });
    expect(answer).toMatchObject({
      outcome: "done",
      before: { state: "open" },
      after: { state: "acknowledged", version: 2 },
    });
    expect(await opened.db.incident.findUnique({ where: { id } })).toMatchObject({ acknowledgedBy: "ada", version: 2 });
    const entries = await opened.db.incidentEntry.findMany({ where: { incidentId: id } });
    expect(entries).toMatchObject([{ kind: "acknowledged", actor: "ada", note: "on it" }]);
  });

  test("a resolution prepares the end for the channels that hear of an opening, and no other", async () => {
    const { id } = await keep({ openings: 2 });
    const channel = (name: string) => ({ id: name, name, kind: "slack", origin: "person", settings: {} });
    await opened.db.alertChannel.createMany({ data: ["told", "earlier", "dropped"].map(channel) });
    const notice = (channelId: string, sequence: number, droppedAt: Date | null = null) => {
      const at = { createdAt: NOW, dueAt: NOW, droppedAt };
      return { id: randomUUID(), incidentId: id, channelId, kind: "reopened", sequence, ...at };
    };
    const notices = [notice("told", 2), notice("earlier", 1), notice("dropped", 2, NOW)];
    await opened.db.alertNotice.createMany({ data: notices });
    await act(id, { act: "resolve", note: null });
    const ends = await opened.db.alertNotice.findMany({ where: { incidentId: id, kind: "resolved" } });
    const waiting = { sequence: 2, messageId: null, droppedAt: null };
    expect(ends.toSorted((a, b) => a.channelId.localeCompare(b.channelId))).toMatchObject([
      { channelId: "earlier", ...waiting },
      { channelId: "told", ...waiting },
    ]);
  });

  test("of two who resolve at once, one does and the other finds it so", async () => {
    const { id } = await keep();
    const both = await Promise.all([act(id, { act: "resolve", note: null }), act(id, { act: "resolve", note: null })]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(["done", "unchanged"]);
    expect(await opened.db.incidentEntry.count({ where: { incidentId: id } })).toBe(1);
  });

  test("what is not there is unknown", async () => {
    expect(await act(randomUUID(), { act: "note", note: "?" })).toEqual({ outcome: "unknown" });
  });

  test("a silence is said in the timelines that it covers, and ends once", async () => {
    const { id, subject } = await keep();
    const { db } = opened;
    const wanted = { subject, until: LATER, reason: "deploying", actor: "ada", now: NOW };
    const added = await db.$transaction((tx) => addSilence(tx, wanted));
    if (added.outcome !== "done") throw new Error(`expected a silence, got ${added.reason}`);
    const entries = await db.incidentEntry.findMany({ where: { incidentId: id } });
    expect(entries).toMatchObject([{ kind: "silenced", actor: "ada", note: "deploying" }]);
    const end = () => db.$transaction((tx) => endSilence(tx, { id: added.silence.id, actor: "bob", now: NOW }));
    expect([await end(), await end()]).toEqual([true, false]);
  });

  test.each([
    ["past", NOW],
    ["too_long", new Date("2027-01-27T10:00:00.000Z")],
  ])("a silence is refused as %s", async (reason, until) => {
    const wanted = { subject: "job:a", until, reason: "?", actor: "ada", now: NOW };
    const answer = await opened.db.$transaction((tx) => addSilence(tx, wanted));
    expect(answer).toEqual({ outcome: "refused", reason });
  });
});
