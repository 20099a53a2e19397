import { describe, expect, it } from "vitest";
import { isoInstantText } from "../../../lib/cron/jobs/schemas.ts";
import { DEFAULT_SETTINGS, firstSlot, settingsProblems } from "../../../lib/cron/schedules/settings.ts";
import { readInstant } from "../../../lib/cron/time/instant.ts";
import { nextSlot } from "../../../lib/cron/time/timing.ts";

describe("fault A7: the years 1 to 9999 by UTC", () => {
  it.each(["9999-12-31T23:59:59.999Z", "0001-01-01T00:00Z", "0001-01-01", "9999-12-31T23:59:59+14:00"])(
    "%s is kept",
    (text) => expect(readInstant(text).kind).toBe("instant"),
  );

  it.each(["9999-12-31T23:59:59-05:00", "0001-01-01T00:00+09:00", "0000-06-01", "+010000-01-01T04:59:59Z"])(
    "%s is outside, for the reader and for parameters",
    (text) => {
      expect(readInstant(text).kind).toBe("outside");
      expect(isoInstantText.safeParse(text).success).toBe(false);
    },
  );

  it.each(["runAt", "startsAt", "endsAt"] as const)(
    "settings are refused with such a %s, whoever made them",
    (field) => {
      const settings = { ...DEFAULT_SETTINGS, kind: "date", runAt: "2030-01-01T00:00:00.000Z" } as const;
      const problems = settingsProblems({ ...settings, [field]: "+010000-01-01T00:00:00.000Z" });
      expect(problems).toEqual([expect.objectContaining({ field, code: "bad_instant" })]);
    },
  );

  it("bounds are compared as instants, whatever their texts", () => {
    const bounds = { startsAt: "2027-01-01T00:00:00+14:00", endsAt: "2026-12-31T12:00:00.000Z" };
    const cron = { ...DEFAULT_SETTINGS, kind: "cron", expression: "0 * * * *" } as const;
    expect(settingsProblems({ ...cron, ...bounds })).toEqual([]);
    const swapped = { startsAt: bounds.endsAt, endsAt: bounds.startsAt };
    expect(settingsProblems({ ...cron, ...swapped })).toEqual([expect.objectContaining({ code: "ends_too_early" })]);
  });

  it("no slot lies beyond them", () => {
    const end = new Date("9999-12-31T23:59:59.999Z");
    expect(nextSlot({ kind: "cron", expression: "0 9 * * *", timezone: "Asia/Seoul" }, end)).toBeNull();
    expect(nextSlot({ kind: "interval", everySeconds: 60, anchor: end }, end)).toBeNull();
    const settings = { ...DEFAULT_SETTINGS, expression: "0 9 * * *", startsAt: end.toISOString() };
    expect(firstSlot(settings, { anchorAt: end, now: new Date(0) })).toBeNull();
  });
});
