import { expect, test } from "vitest";
import { readTyped, turnOf, typedText } from "../../../lib/dashboard/forms/typed-instant.ts";

const NEW_YORK = "America/New_York";
const LORD_HOWE = "Australia/Lord_Howe";

test.each([
  ["2026-12-01T09:30", "UTC", "2026-12-01T09:30:00.000Z"],
  ["2026-12-01T09:30:05", "Asia/Seoul", "2026-12-01T00:30:05.000Z"],
  ["2026-07-01T00:00", NEW_YORK, "2026-07-01T04:00:00.000Z"],
  ["2027-03-14T01:59", NEW_YORK, "2027-03-14T06:59:00.000Z"],
  ["2027-03-14T03:00", NEW_YORK, "2027-03-14T07:00:00.000Z"],
])("%s on the clocks of %s is %s, and comes back as it was typed", (text, zone, iso) => {
  expect(readTyped(text, zone)).toEqual({ kind: "instant", at: new Date(iso), again: null });
  expect(typedText(iso, zone)).toBe(text);
  expect(turnOf(new Date(iso), zone)).toBe("only");
});

test.each([
  ["2027-03-14T02:30", NEW_YORK, "02:00", "03:00"],
  ["2026-10-04T02:15", LORD_HOWE, "02:00", "02:30"],
  ["2026-04-24T00:30", "Africa/Cairo", "00:00", "01:00"],
])("%s does not exist in %s: the clocks go from %s to %s", (text, zone, from, to) => {
  expect(readTyped(text, zone)).toEqual({ kind: "gap", from, to });
});

test.each([
  ["2026-11-01T01:30", NEW_YORK, "2026-11-01T05:30:00.000Z", "2026-11-01T06:30:00.000Z"],
  ["2026-04-05T01:45:30", LORD_HOWE, "2026-04-04T14:45:30.000Z", "2026-04-04T15:15:30.000Z"],
])("%s comes twice in %s: the first counts", (text, zone, first, second) => {
  expect(readTyped(text, zone)).toEqual({ kind: "instant", at: new Date(first), again: new Date(second) });
  expect([first, second].map((at) => turnOf(new Date(at), zone))).toEqual(["first", "second"]);
});

test.each([
  ["2026-02-30T10:00", "UTC"],
  ["2026-12-01", "UTC"],
  ["soon", "UTC"],
  ["2026-12-01T09:30", "Mars/Base"],
])('"%s" in %s cannot be read', (text, zone) => {
  expect(readTyped(text, zone)).toEqual({ kind: "unreadable" });
});
