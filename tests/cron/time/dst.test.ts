import { Cron } from "croner";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countInstants, cronAfter, cronAtOrBefore } from "../../../lib/cron/time/cron-instants.ts";
import { scheduleProblem } from "../../../lib/cron/time/expressions.ts";

const ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Seoul"];
const MINUTE = 60_000;
const [FROM, TO] = [Date.parse("2026-01-01T00:00:00Z"), Date.parse("2028-01-01T00:00:00Z")];

interface Wall {
  ms: number;
  date: string;
  minuteOfDay: number;
}

/** Every minute of two years with the wall clock that the runtime shows: no arithmetic of ours in it. */
function wallClock(timezone: string): Wall[] {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    hourCycle: "h23",
    dateStyle: "short",
    timeStyle: "short",
  });
  const minutes: Wall[] = [];
  for (let ms = FROM; ms < TO; ms += MINUTE) {
    const [date = "", time = ""] = format.format(ms).split(", ");
    const [hour, minute] = time.split(":").map(Number);
    minutes.push({ ms, date, minuteOfDay: (hour ?? 0) * 60 + (minute ?? 0) });
  }
  return minutes;
}

/** The documented rule, minute by minute: a fixed time fires once a day, at its first showing or the first minute after it. */
function fixed(clock: Wall[], times: number[]): number[] {
  const slots = new Set<number>();
  const byDate = Map.groupBy(clock, ({ date }) => date);
  for (const [date, day] of byDate) {
    if (date === clock[0]?.date || date === clock.at(-1)?.date) continue; // days cut off by the two years
    for (const time of times) {
      const shown = day.find(({ minuteOfDay }) => minuteOfDay === time);
      const next = byDate.get(nextDate(date))?.[0];
      const slot = shown ?? day.find(({ minuteOfDay }) => minuteOfDay > time) ?? next;
      if (slot) slots.add(slot.ms);
    }
  }
  return [...slots].sort((a, b) => a - b);
}

const nextDate = (date: string) => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

function fired(expression: string, timezone: string, { from, to }: { from: number; to: number }): number[] {
  const slots: number[] = [];
  for (
    let at = cronAfter({ expression, timezone }, new Date(from - 1));
    at && at.getTime() < to;
    at = cronAfter({ expression, timezone }, at)
  ) {
    slots.push(at.getTime());
  }
  return slots;
}

describe.each(ZONES)("two years of %s, against a minute-by-minute walk", (timezone) => {
  const clock = wallClock(timezone);
  const inner = { from: FROM + 2 * 86_400_000, to: TO - 2 * 86_400_000 };
  const within = (slots: number[]) => slots.filter((ms) => ms >= inner.from && ms < inner.to);

  it.each([
    ["30 2 * * *", [150]],
    ["15 2 * * *", [135]],
    ["30 0 * * *", [30]],
    ["0 0 * * *", [0]],
    ["30 1,2,3 * * *", [90, 150, 210]],
    ["0,30 1 * * *", [60, 90]],
    ["45 23 * * *", [1425]],
    ["10 0-3 * * *", [10, 70, 130, 190]],
  ])(
    "%s fires once a day: in a gap at the first instant after it, in an overlap the first time",
    (expression, times) => {
      const expected = within(fixed(clock, times));
      expect(fired(expression, timezone, inner)).toEqual(expected);
      expect(countInstants({ expression, timezone }, new Date(inner.from), new Date(inner.to - 1))).toBe(
        expected.length,
      );
    },
  );

  it.each([
    ["*/20 * * * *", (minute: number) => minute % 20 === 0],
    ["5 * * * *", (minute: number) => minute % 60 === 5],
    ["*/15 2 * * *", (minute: number) => minute % 15 === 0 && Math.floor(minute / 60) === 2],
    ["30 */2 * * *", (minute: number) => minute % 120 === 30],
  ])("%s follows real time", (expression, matches) => {
    const expected = within(clock.filter(({ minuteOfDay }) => matches(minuteOfDay)).map(({ ms }) => ms));
    expect(fired(expression, timezone, inner)).toEqual(expected);
  });
});

it("never stands still: in a gap croner 11 answers an instant with itself", () => {
  const gap = { expression: "30 2 8 3 *", timezone: "America/New_York" };
  expect(
    fired(gap.expression, gap.timezone, {
      from: Date.parse("2026-03-01T00:00:00Z"),
      to: Date.parse("2027-04-01T00:00:00Z"),
    }),
  ).toEqual([Date.parse("2026-03-08T07:00:00Z"), Date.parse("2027-03-08T07:30:00Z")]);
});

it("agrees with croner on days without a change of offset", () => {
  const field = (from: number, to: number) =>
    fc.oneof(
      fc.constant("*"),
      fc.integer({ min: from, max: to }).map(String),
      fc.integer({ min: 2, max: 6 }).map((step) => `*/${step}`),
      fc.uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 3 }).map((list) => list.join(",")),
      fc
        .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
        .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    );
  const expressions = fc
    .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7))
    // There croner unites both day fields; Vixie cron, which we follow, wants both.
    .filter(([, , day, , weekday]) => !day.startsWith("*/") && !weekday.startsWith("*/"))
    .map((fields) => fields.join(" "));
  fc.assert(
    fc.property(
      expressions,
      fc.constantFrom("UTC", "Asia/Seoul"),
      fc.integer({ min: FROM, max: TO }),
      (expression, timezone, ms) => {
        fc.pre(scheduleProblem(expression, timezone) === null);
        const croner = new Cron(expression, { timezone, paused: true, mode: "5-part" });
        expect(cronAfter({ expression, timezone }, new Date(ms))).toEqual(croner.nextRun(new Date(ms)));
        const at = new Date(Math.floor(ms / 1000) * 1000);
        const previous = croner.previousRuns(1, new Date(at.getTime() + 1000))[0] ?? null;
        if (previous) expect(cronAtOrBefore({ expression, timezone }, at)).toEqual(previous);
      },
    ),
    { numRuns: 200 },
  );
});
