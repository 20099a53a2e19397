import { describe, expect, test } from "vitest";
import { followCauses } from "../../../lib/alerts/incidents/inhibition.ts";
import { applySignal, strongest } from "../../../lib/alerts/incidents/machine.ts";
import type { Incident, Signal } from "../../../lib/alerts/words/incident.ts";
import type { Severity } from "../../../lib/alerts/words/vocabulary.ts";
import { anIncident } from "../support/alert-rows.ts";

const NOW = new Date("2026-11-27T10:00:00.000Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const about = { rule: "failed", subject: "job:refresh-tokens" } as const;
const right: Signal = { ...about, at: NOW, says: "right" };
const wrong = (at: Date, severity: Severity = "warning"): Signal => ({
  ...about,
  at,
  says: "wrong",
  severity,
  jobName: "refresh-tokens",
  category: "integrations",
  facts: { count: 3 },
});
const decide = (known: Incident | null, signal: Signal) => applySignal(known, signal, { now: NOW, newId: () => "new" });
const over = (minutesAgo: number, change: Partial<Incident> = {}) =>
  anIncident({ state: "resolved", resolvedAt: ago(minutesAgo), ...change });

describe("what a signal does to an incident", () => {
  const seen = { facts: { count: 3 }, lastSignalAt: ago(60) };

  test.each<[string, Incident | null, Signal, object | null]>([
    [
      "opens what was not known",
      null,
      wrong(NOW),
      { event: "opened", incident: { id: "new", openings: 1, openedAt: NOW } },
    ],
    ["nothing, when it is right and was", null, right, null],
    ["nothing, when it is right again twice", over(5), right, null],
    [
      "resolves what is right again",
      anIncident(),
      right,
      { event: "resolved", incident: { state: "resolved", resolvedBy: null } },
    ],
    ["resolves an acknowledged one", anIncident({ state: "acknowledged" }), right, { event: "resolved" }],
    ["nothing, when the same rows say so again", anIncident(seen), wrong(ago(60)), null],
    [
      "keeps what was seen now",
      anIncident(),
      wrong(NOW),
      { event: null, incident: { facts: { count: 3 }, lastSignalAt: NOW } },
    ],
    ["rises", anIncident(seen), wrong(ago(60), "critical"), { event: "escalated", incident: { severity: "critical" } }],
    ["does not sink", anIncident({ ...seen, severity: "critical" }), wrong(ago(60), "info"), null],
    [
      "goes on in the same one within half an hour",
      over(29),
      wrong(NOW),
      { event: "reopened", incident: { openings: 2, state: "open" } },
    ],
    ["is another one after half an hour", over(31), wrong(NOW), { event: "opened", incident: { id: "new" } }],
    [
      "forgets who acted before it came back",
      over(5, { acknowledgedBy: "ada" }),
      wrong(NOW),
      { incident: { acknowledgedBy: null } },
    ],
    ["nothing, when a person who knew as much said it is over", over(5, { resolvedBy: "ada" }), wrong(ago(60)), null],
    ["nor half an hour later", over(45, { resolvedBy: "ada" }), wrong(ago(60)), null],
    [
      "comes back by something newer than the person knew",
      over(5, { resolvedBy: "ada" }),
      wrong(ago(1)),
      { event: "reopened" },
    ],
  ])("%s", (_title, known, signal, change) => {
    const decided = decide(known, signal);
    if (change === null) expect(decided).toBeNull();
    else expect(decided).toMatchObject(change);
  });

  test("of several signals about the same, trouble counts, and the worst of it", () => {
    const critical = wrong(NOW, "critical");
    expect(strongest([right, wrong(NOW), critical, wrong(NOW, "info"), right])).toEqual([critical]);
  });

  test("the line of an opening says which run showed it", () => {
    const run = {
      id: "run-1",
      trigger: "schedule",
      slot: null,
      attempts: 1,
      maxAttempts: 1,
      durationMs: 5,
      error: "no",
    } as const;
    const signal: Signal = { ...wrong(NOW), facts: { run } } as Signal;
    expect(decide(null, signal)?.entries).toMatchObject([
      { kind: "opened", detail: { runId: "run-1", severity: "warning" } },
    ]);
  });
});

describe("what follows from what", () => {
  const database = (change: Partial<Incident> = {}) =>
    anIncident({
      id: "db",
      rule: "component",
      subject: "component:database",
      jobName: null,
      category: null,
      ...change,
    });
  const caused = (incidents: Incident[]) =>
    followCauses(incidents, NOW).map(({ incident, entries }) => [incident.id, incident.causeId, entries[0]?.kind]);
  const job = (change: Partial<Incident> = {}) => anIncident({ id: "job", ...change });

  test("jobs follow from the database, and other components too", () => {
    const bucket = anIncident({ id: "bucket", rule: "component", subject: "component:bucket" });
    expect(caused([job(), bucket, database()])).toEqual([
      ["job", "db", "inhibited"],
      ["bucket", "db", "inhibited"],
    ]);
  });

  test("everything follows from the lowest of several causes", () => {
    const scheduler = anIncident({ id: "standstill", rule: "scheduler", subject: "scheduler" });
    expect(caused([job({ causeId: "db" }), database(), scheduler])).toEqual([
      ["job", "standstill", "inhibited"],
      ["db", "standstill", "inhibited"],
    ]);
  });

  test.each<[string, Partial<Incident>, Partial<Incident>]>([
    ["what was wrong long before it", { openedAt: ago(120) }, { openedAt: ago(60) }],
    ["what a handler raised itself", { rule: "raised", subject: "campaign:1" }, {}],
    ["a channel that is dead", { rule: "channel", subject: "channel:1" }, {}],
    ["what a drift of the platform is beside", {}, { rule: "drift", subject: "platform", severity: "critical" }],
    ["a failure that does not name the component", {}, { subject: "component:bucket" }],
  ])("nothing causes %s", (_title, follower, cause) => {
    expect(caused([job(follower), database(cause)])).toEqual([]);
  });

  test("a failure that names the component follows from it", () => {
    const run = { id: "r", trigger: "schedule", slot: null, attempts: 1, maxAttempts: 1, durationMs: 1 } as const;
    const failed = job({ facts: { run: { ...run, error: "The bucket answered 503" } } });
    expect(caused([failed, database({ subject: "component:bucket" })])).toEqual([["job", "db", "inhibited"]]);
  });

  test("after the end of its cause it waits for something newer, and is released by that", () => {
    const ended = database({ state: "resolved", resolvedAt: ago(10) });
    const follower = (seenAt: Date) => job({ causeId: "db", lastSignalAt: seenAt });
    expect(caused([follower(ago(20)), ended])).toEqual([]);
    expect(caused([follower(ago(9.5)), ended])).toEqual([]);
    expect(caused([follower(ago(5)), ended])).toEqual([["job", null, "released"]]);
  });
});
