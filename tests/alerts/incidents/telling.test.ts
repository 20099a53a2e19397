import { beforeEach, describe, expect, test } from "vitest";
import type { ChannelWishes } from "../../../lib/alerts/incidents/notices.ts";
import { quietEnd } from "../../../lib/alerts/incidents/waiting.ts";
import type { Signal } from "../../../lib/alerts/words/incident.ts";
import type { AlertPayload } from "../../../lib/alerts/words/message.ts";
import type { Severity } from "../../../lib/alerts/words/vocabulary.ts";
import { AlertWorld, aChannel } from "../support/alert-world.ts";

const HOUR_MS = 3_600_000;
let world: AlertWorld;

const wrong = (subject: string, severity: Severity = "warning"): Signal => ({
  rule: "failed",
  subject,
  at: world.now,
  says: "wrong",
  severity,
  jobName: null,
  category: null,
  facts: {},
});
const right = (subject: string): Signal => ({ rule: "failed", subject, at: world.now, says: "right" });
const many = (count: number, severity: Severity = "warning") =>
  Array.from({ length: count }, (_, nth) => wrong(`job:${nth}`, severity));

/** Signals that come so much later, and what leaves by that. */
function later(ms: number, ...signals: Signal[]): AlertPayload[] {
  world.now = new Date(world.now.getTime() + ms);
  return world.turn(signals).messages.map(({ payload }) => payload);
}

/** What a message tells of: the notices with their subjects. */
const told = (payloads: AlertPayload[]) =>
  payloads.map((payload) =>
    "incidents" in payload ? payload.incidents.map(({ notice, subject }) => `${notice} ${subject}`) : [],
  );

function openWorld(change: Partial<ChannelWishes> = {}): void {
  world = new AlertWorld([aChannel(change)]);
}
beforeEach(() => openWorld());

describe("grouping", () => {
  test("the first is told at once, and what comes within 20 s after it joins in one message", () => {
    expect(told(later(0, wrong("job:a")))).toEqual([["opened job:a"]]);
    expect(later(5_000, wrong("job:b"))).toEqual([]);
    expect(later(5_000, wrong("job:c"))).toEqual([]);
    expect(told(later(10_000))).toEqual([["opened job:b", "opened job:c"]]);
  });

  test("what is over before it was told is dropped with its end", () => {
    later(0, wrong("job:a"));
    later(5_000, wrong("job:b"));
    expect(later(5_000, right("job:b"))).toEqual([]);
    expect(later(HOUR_MS)).toEqual([]);
    const dropped = [...world.notices.values()].filter(({ droppedAt }) => droppedAt);
    expect(dropped.map(({ kind, reason }) => [kind, reason])).toEqual([
      ["opened", "overtaken"],
      ["resolved", "overtaken"],
    ]);
  });

  test("the worst stands first", () => {
    expect(told(later(0, wrong("job:a"), wrong("job:b", "critical")))).toEqual([["opened job:b", "opened job:a"]]);
  });

  test("more than twenty at once are a summary that names the ten worst", () => {
    const [payload] = later(0, ...many(25), wrong("job:worst", "critical"));
    expect(payload).toMatchObject({ tells: "summary", because: "storm", opened: 26, resolved: 0 });
    expect(told(payload ? [payload] : [])[0]).toHaveLength(10);
    expect(told(payload ? [payload] : [])[0]?.[0]).toBe("opened job:worst");
  });

  test("over the channel's rate, two minutes go in one summary", () => {
    for (let nth = 0; nth < 10; nth += 1) expect(later(20_000, wrong(`job:${nth}`))).toHaveLength(1);
    expect(later(20_000, wrong("job:11"), wrong("job:12"))).toEqual([]);
    expect(later(99_000)).toEqual([]);
    expect(later(1_000)).toMatchObject([{ tells: "summary", because: "storm", opened: 2 }]);
  });
});

describe("flapping", () => {
  test("what comes and goes is told once an hour, with how often", () => {
    later(0, wrong("job:a"));
    expect(told(later(60_000, right("job:a")))).toEqual([["resolved job:a"]]);
    expect(later(60_000, wrong("job:a"))).toEqual([]);
    expect(later(60_000, right("job:a"))).toEqual([]);
    expect(later(60_000, wrong("job:a"))).toEqual([]);
    expect(later(HOUR_MS - 180_000)).toMatchObject([{ incidents: [{ notice: "reopened", openings: 3 }] }]);
  });
});

describe("reminders", () => {
  test("a critical one that nobody sees to is brought up after 1, 4 and 24 hours", () => {
    later(0, wrong("job:a", "critical"));
    const due = [1, 2, 3, 4, 12, 23, 24, 25, 48, 100];
    let hours = 0;
    const reminded = due.filter((hour) => {
      const messages = later((hour - hours) * HOUR_MS);
      hours = hour;
      return messages.length > 0;
    });
    expect(reminded).toEqual([1, 4, 24]);
  });

  test.each<[string, (id: string) => void]>([
    ["acknowledged", (id) => world.act(id, { act: "acknowledge", note: null })],
    ["resolved", (id) => world.act(id, { act: "resolve", note: null })],
  ])("one that is %s is not brought up", (_how, act) => {
    const signal = wrong("job:a", "critical");
    later(0, signal);
    act([...world.incidents.keys()][0] ?? "");
    expect(told(later(5 * HOUR_MS, signal)).flat()).not.toContain("reminder job:a");
  });

  test("one that was snoozed is brought up when that is over", () => {
    later(0, wrong("job:a", "critical"));
    const until = new Date(world.now.getTime() + 2 * HOUR_MS);
    world.act([...world.incidents.keys()][0] ?? "", { act: "snooze", until });
    expect(later(HOUR_MS)).toEqual([]);
    expect(told(later(HOUR_MS))).toEqual([["reminder job:a"]]);
  });
});

describe("quiet hours", () => {
  const quiet = { from: "22:00", until: "07:00", zone: "Europe/Berlin" };

  test.each([
    ["2026-11-27T20:59:00Z", null],
    ["2026-11-27T21:00:00Z", "2026-11-28T06:00:00.000Z"],
    ["2026-11-28T05:59:59Z", "2026-11-28T06:00:00.000Z"],
    ["2026-11-28T06:00:00Z", null],
    // The night in which the clocks go forward.
    ["2026-03-28T22:00:00Z", "2026-03-29T05:00:00.000Z"],
  ])("at %s they last until %s", (now, until) => {
    expect(quietEnd(quiet, new Date(now))?.toISOString() ?? null).toBe(until);
  });

  test("hold what is not critical, and a summary follows after them", () => {
    openWorld({ quiet: { from: "09:00", until: "11:00", zone: "UTC" } });
    expect(later(0, wrong("job:a"), wrong("job:b"))).toEqual([]);
    expect(told(later(1_000, wrong("job:c", "critical")))).toEqual([["opened job:c"]]);
    expect(later(2 * HOUR_MS)).toMatchObject([{ tells: "summary", because: "quiet_hours", opened: 2 }]);
  });
});

test("a channel is not told of its own trouble", () => {
  openWorld({ id: "one" });
  expect(later(0, { ...wrong("channel:one"), rule: "channel" } as Signal, wrong("channel:two"))).toHaveLength(1);
  expect(told(later(HOUR_MS))).toEqual([]);
});

test("what waited for a channel that was switched off is dropped", () => {
  later(0, wrong("job:a"));
  later(1_000, wrong("job:b"));
  Object.assign(world.channels[0] ?? {}, { enabled: false });
  expect(later(60_000)).toEqual([]);
  expect([...world.notices.values()].map(({ reason }) => reason)).toEqual([null, "channel_off"]);
});
