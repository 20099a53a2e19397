import { type Arbitrary, array, assert, constantFrom, integer, oneof, property, record } from "fast-check";
import { expect } from "vitest";
import { keyOf } from "../../../lib/alerts/incidents/machine.ts";
import { type ChannelNotice, isOpening, wants } from "../../../lib/alerts/incidents/notices.ts";
import { covers } from "../../../lib/alerts/incidents/silences.ts";
import { GROUP_MS } from "../../../lib/alerts/incidents/telling.ts";
import { FLAPPING_MS, quietEnd } from "../../../lib/alerts/incidents/waiting.ts";
import type { Incident, Signal } from "../../../lib/alerts/words/incident.ts";
import type { RuleName, Severity } from "../../../lib/alerts/words/vocabulary.ts";
import { AlertWorld, aChannel } from "./alert-world.ts";

/** Proof 4: whatever is seen and done in whatever order, over restarts and clocks that jump, these things stay true. */

const MINUTE_MS = 60_000;
/** What may be wrong in this world: two jobs, of which one also misses, what they live on, and what a handler raises. */
const THINGS: readonly { rule: RuleName; subject: string; category: string | null }[] = [
  { rule: "failed", subject: "job:a", category: "ads" },
  { rule: "missed", subject: "job:a", category: "ads" },
  { rule: "failed", subject: "job:b", category: "mail" },
  { rule: "raised", subject: "campaign:1", category: "ads" },
  { rule: "component", subject: "component:database", category: null },
  { rule: "scheduler", subject: "scheduler", category: null },
];

const CHANNELS = [
  aChannel(),
  aChannel({ id: "worst", minSeverity: "critical" }),
  aChannel({ id: "ads", categories: ["ads"], mutedRules: ["missed"] }),
  aChannel({ id: "sleeps", quiet: { from: "10:00", until: "11:30", zone: "Europe/Berlin" } }),
];

type Step =
  | { step: "wrong"; thing: number; severity: Severity }
  | { step: "right"; thing: number }
  | { step: "act"; act: "acknowledge" | "resolve" | "snooze"; nth: number }
  | { step: "silence"; subject: string; minutes: number }
  | { step: "end silence" }
  /** The process dies in its turn: nothing of it is kept. */
  | { step: "crash" }
  | { step: "wait"; ms: number };

const thing = integer({ min: 0, max: THINGS.length - 1 });
const is = <Name extends string>(step: Name) => constantFrom(step);
const steps: Arbitrary<Step> = oneof(
  {
    weight: 6,
    arbitrary: record({ step: is("wrong"), thing, severity: constantFrom<Severity[]>("critical", "warning", "info") }),
  },
  { weight: 5, arbitrary: record({ step: is("right"), thing }) },
  {
    weight: 2,
    arbitrary: record({
      step: is("act"),
      act: constantFrom("acknowledge", "resolve", "snooze"),
      nth: integer({ min: 0, max: 9 }),
    }),
  },
  {
    weight: 1,
    arbitrary: record({
      step: is("silence"),
      subject: constantFrom("job:a", "category:ads", "component:database"),
      minutes: integer({ min: 1, max: 90 }),
    }),
  },
  { weight: 1, arbitrary: record({ step: is("end silence") }) },
  { weight: 1, arbitrary: record({ step: is("crash") }) },
  // Between two turns, over reminders and windows, and back by what a clock is set back.
  {
    weight: 6,
    arbitrary: record({
      step: is("wait"),
      ms: constantFrom(
        1_000,
        5_000,
        25_000,
        2 * MINUTE_MS,
        31 * MINUTE_MS,
        61 * MINUTE_MS,
        300 * MINUTE_MS,
        -10_000,
        -5 * MINUTE_MS,
      ),
    }),
  },
);

/** Lives through so many random histories. @throws with the shortest one that breaks a promise */
export function liveThrough(numRuns: number): void {
  assert(
    property(array(steps, { minLength: 5, maxLength: 60 }), (history) => {
      const trial = new Trial();
      for (const step of history) trial.take(step);
      trial.settle();
    }),
    { numRuns },
  );
}

/** A world, and what is wrong in it: the rows that a reader of signals would find. */
class Trial {
  readonly world = new AlertWorld(CHANNELS);
  readonly #wrong = new Map<number, { severity: Severity; at: Date }>();
  readonly #wanted: { incident: Incident; channelId: string }[] = [];
  #checked = 0;

  take(step: Step): void {
    this.#apply(step);
    this.#turn();
  }

  /** Everything is right again, nobody keeps silence, and time goes by: nothing is left to be told. */
  settle(): void {
    this.#wrong.clear();
    for (const silence of this.world.silences) silence.endedAt ??= this.world.now;
    for (let hour = 0; hour < 30; hour += 1) this.take({ step: "wait", ms: 61 * MINUTE_MS });
    this.#checkSettled();
  }

  #apply(step: Step): void {
    const { world } = this;
    switch (step.step) {
      case "wrong":
        this.#wrong.set(step.thing, { severity: step.severity, at: world.now });
        return;
      case "right":
        this.#wrong.delete(step.thing);
        return;
      case "act": {
        const incident = [...world.incidents.values()][step.nth];
        const until = new Date(world.now.getTime() + 90 * MINUTE_MS);
        if (incident)
          world.act(incident.id, step.act === "snooze" ? { act: "snooze", until } : { act: step.act, note: null });
        return;
      }
      case "silence": {
        const until = new Date(world.now.getTime() + step.minutes * MINUTE_MS);
        world.silences.push({
          id: world.newId(),
          subject: step.subject,
          until,
          reason: "?",
          actor: "ada",
          endedAt: null,
        });
        return;
      }
      case "end silence":
        for (const silence of world.silences) silence.endedAt ??= world.now;
        return;
      case "crash":
        world.decide(this.#signals());
        return;
      case "wait":
        world.now = new Date(world.now.getTime() + step.ms);
    }
  }

  #signals(): Signal[] {
    const unresolved = new Set([...this.world.incidents.values()].filter(isUnresolved).map(keyOf));
    return THINGS.flatMap<Signal>(({ rule, subject, category }, index) => {
      const wrong = this.#wrong.get(index);
      const seen = { rule, subject, jobName: category && subject, category, facts: {} };
      if (wrong) return [{ ...seen, says: "wrong", ...wrong }];
      return unresolved.has(keyOf({ rule, subject })) ? [{ rule, subject, at: this.world.now, says: "right" }] : [];
    });
  }

  #turn(): void {
    const { opened, changed } = this.world.turn(this.#signals());
    for (const incident of [...opened, ...changed].filter(isUnresolved)) this.#want(incident);
    expect(this.world.decide(this.#signals())).toEqual(NOTHING);
    this.#checkRows();
    this.#checkSent();
  }

  #want(incident: Incident): void {
    const channels = CHANNELS.filter((channel) => wants(channel, incident));
    this.#wanted.push(...channels.map(({ id }) => ({ incident, channelId: id })));
  }

  #checkRows(): void {
    const open = [...this.world.incidents.values()].filter(isUnresolved).map(keyOf);
    expect(new Set(open).size).toBe(open.length);
    const notices = [...this.world.notices.values()];
    expect(new Set(notices.map(numberOf)).size).toBe(notices.length);
    for (const { messageId, droppedAt, reason } of notices) {
      if (droppedAt) expect([messageId, reason]).toEqual([null, "overtaken"]);
    }
  }

  #checkSent(): void {
    for (const sent of this.world.sent.slice(this.#checked)) {
      const earlier = this.world.sent.filter(
        (one) => one !== sent && one.channelId === sent.channelId && one.at <= sent.at,
      );
      for (const { at } of earlier) expect(sent.at.getTime() - at.getTime()).toBeGreaterThanOrEqual(GROUP_MS);
      for (const { notice, incident } of sent.about) this.#checkTold(notice, incident);
    }
    this.#checked = this.world.sent.length;
  }

  #checkTold(notice: ChannelNotice, incident: Incident): void {
    const { now } = this.world;
    expect(this.world.silencesInForce().some((silence) => covers(silence, incident))).toBe(false);
    const quiet = CHANNELS.find(({ id }) => id === notice.channelId)?.quiet ?? null;
    expect(incident.severity !== "critical" && quietEnd(quiet, now) !== null).toBe(false);
    if (notice.kind !== "resolved") expect([incident.causeId, incident.state === "resolved"]).toEqual([null, false]);
    if (notice.kind === "reminder") expect([incident.state, incident.severity]).toEqual(["open", "critical"]);
    this.#checkFlapping(notice, incident);
  }

  #checkFlapping({ incidentId, channelId, kind, id }: ChannelNotice, { openings }: Incident): void {
    if (openings === 1 || kind === "escalated" || kind === "reminder") return;
    const told = this.#toldOf(incidentId, channelId).filter((notice) => notice.id !== id);
    const newest = Math.max(...told.map(({ dueAt }) => dueAt.getTime()));
    expect(this.world.now.getTime() - newest).toBeGreaterThanOrEqual(FLAPPING_MS);
  }

  #toldOf(incidentId: string, channelId: string): ChannelNotice[] {
    const all = [...this.world.notices.values()].filter(({ messageId }) => messageId !== null);
    return all.filter((notice) => notice.incidentId === incidentId && notice.channelId === channelId);
  }

  #checkSettled(): void {
    const notices = [...this.world.notices.values()];
    expect(notices.filter(({ messageId, droppedAt }) => messageId === null && droppedAt === null)).toEqual([]);
    for (const { incident, channelId } of this.#wanted) {
      const opening = notices.filter(
        (one) => one.incidentId === incident.id && one.channelId === channelId && isOpening(one),
      );
      expect(opening.map(({ sequence }) => sequence)).toContain(incident.openings);
    }
    for (const told of Map.groupBy(
      this.world.sent.flatMap(({ about }) => about),
      topicOf,
    ).values()) {
      // Whoever heard that it is open hears in the end that it is over, and nobody else does, nor twice in a row.
      const heard = told.filter(({ notice: { kind } }) => kind !== "reminder" && kind !== "escalated");
      const words = heard.map(({ notice }) => (isOpening(notice) ? "open" : "over")).join(" ");
      expect(words).toMatch(/^open( over open| open)* over$/);
    }
  }
}

const NOTHING = { opened: [], changed: [], entries: [], announced: [], moved: [], messages: [] };
const isUnresolved = ({ state }: Incident) => state !== "resolved";
const numberOf = ({ incidentId, channelId, kind, sequence }: ChannelNotice) =>
  [incidentId, channelId, kind, sequence].join();
const topicOf = ({ notice }: { notice: ChannelNotice }) => `${notice.incidentId} ${notice.channelId}`;
