import { describe, expect, test } from "vitest";
import { choiceOf, exactIn, isZone, screenZone, shownZone } from "../../../lib/dashboard/words/zone.ts";

const AT = new Date("2026-11-21T08:03:00Z");

describe("the zone of a screen", () => {
  test.each([
    [undefined, "Asia/Seoul", "UTC", "utc"],
    ["utc", "Asia/Seoul", "UTC", "utc"],
    ["job", "Asia/Seoul", "Asia/Seoul", "job"],
    ["job", undefined, "UTC", "job"],
    ["Europe/Berlin", "Asia/Seoul", "Europe/Berlin", "mine"],
    ["Nowhere/At_All", "Asia/Seoul", "UTC", "utc"],
  ])("kept as %s, an instant of a job in %s is shown in %s (%s)", (kept, jobZone, shown, choice) => {
    const zone = screenZone(kept);
    expect([shownZone(zone, jobZone), choiceOf(zone)]).toEqual([shown, choice]);
  });

  test("a name that is no zone is refused", () => {
    expect(["UTC", "Asia/Seoul", "Mars/Olympus", ""].map(isZone)).toEqual([true, true, false, false]);
  });
});

test("an instant is spelled out in the zone, and names it", () => {
  expect(exactIn(AT, "UTC")).toBe("2026-11-21 08:03:00 UTC");
  expect(exactIn(AT, "Asia/Seoul")).toBe("2026-11-21 17:03:00 Asia/Seoul");
  expect(exactIn(AT, "Australia/Lord_Howe")).toBe("2026-11-21 19:03:00 Australia/Lord_Howe");
});
