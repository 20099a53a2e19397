import { describe, expect, test } from "vitest";
import type { ParamField } from "../../../lib/dashboard/forms/form-params.ts";
import { cronFieldsOf } from "../../../lib/dashboard/schedules/cron-fields.ts";
import {
  changedOfForm,
  formValuesOf,
  groupsThatDiffer,
  groupText,
  mergeForms,
  wholeForm,
} from "../../../lib/dashboard/schedules/schedule-form.ts";
import { dateRemarks } from "../../../lib/dashboard/schedules/schedule-form-dates.ts";

const fields: ParamField[] = [
  { name: "limit", kind: "integer", initial: "10", required: false, description: null, options: [], secret: false },
  { name: "token", kind: "text", initial: "", required: false, description: null, options: [], secret: true },
];
const base = formValuesOf(null);

test("an untouched form changes nothing, and a new one says all its defaults", () => {
  expect(changedOfForm(base, base, fields)).toEqual({});
  expect(wholeForm({ ...base, "param.limit": "5" }, fields)).toEqual({
    trigger: { kind: "cron", expression: "0 2 * * *", timezone: "UTC" },
    params: { limit: 5 },
    misfire: "run-once",
    maxLatenessSeconds: null,
    maxCatchUp: 100,
    overlap: null,
    jitterSeconds: 0,
    startsAt: null,
    endsAt: null,
    enabled: true,
  });
});

test.each([
  [
    "an interval in its unit",
    { kind: "interval", every: "90", everyUnit: "minutes" },
    { kind: "interval", minutes: 90 },
  ],
  [
    "a date, of which no zone is said",
    { kind: "date", at: "2026-12-01T09:30", runNow: "true" },
    { kind: "date", at: "2026-12-01T09:30:00.000Z", runNow: true },
  ],
  [
    "a date on the clocks of the form's zone",
    { kind: "date", at: "2026-12-01T09:30", timezone: "Asia/Seoul" },
    { kind: "date", at: "2026-12-01T00:30:00.000Z", runNow: false, timezone: "Asia/Seoul" },
  ],
  [
    "a date that the clocks skip as no instant, so that nobody takes it for one",
    { kind: "date", at: "2027-03-14T02:30", timezone: "America/New_York" },
    { kind: "date", at: "2027-03-14T02:30 America/New_York", runNow: false, timezone: "America/New_York" },
  ],
  ["an expression", { expression: "5 4 * * *" }, { kind: "cron", expression: "5 4 * * *", timezone: "UTC" }],
  [
    "an hour whose minute was emptied as minute 0 (fault D4)",
    { minute: "", hour: "9" },
    { kind: "cron", expression: "0 9 * * *", timezone: "UTC" },
  ],
  ["the five fields alone", { hour: "4" }, { kind: "cron", expression: "0 4 * * *", timezone: "UTC" }],
  ["what is no number, as it is", { kind: "interval", every: "many" }, { kind: "interval", minutes: "many" }],
])("reads %s", (_, typed, trigger) => {
  expect(changedOfForm({ ...base, ...typed } as Record<string, string>, base, fields)).toEqual({ trigger });
});

test("lengths come back in the largest unit that divides them", () => {
  const entry = { ...base, lateness: "2", latenessUnit: "hours" };
  expect(changedOfForm(entry, base, fields)).toEqual({ maxLatenessSeconds: 7200 });
});

test("a tick that was taken away is a change", () => {
  const { enabled: _, ...off } = base;
  expect(changedOfForm(off, base, fields)).toEqual({ enabled: false });
});

test("both people's changes stand together, and mine win where both changed the same", () => {
  const mine = { ...base, jitterSeconds: "30", name: "mine" };
  const theirs = { ...base, name: "theirs", expression: "1 1 * * *", minute: "1", hour: "1" };
  const merged = mergeForms({ mine, base, theirs });
  expect(merged).toMatchObject({ name: "mine", jitterSeconds: "30", expression: "1 1 * * *", minute: "1" });
  expect(groupsThatDiffer(merged, theirs)).toEqual(["name", "jitterSeconds"]);
});

test("values of secret parameters are not told", () => {
  expect(groupText("params", { "param.limit": "5", "param.token": "hush" }, fields)).toBe("limit: 5, token: •••");
});

test("only five fields are an expression", () => {
  expect(cronFieldsOf("1 2 3 4")).toEqual({});
  expect(cronFieldsOf(" 1 2  3 4 5 ")).toMatchObject({ minute: "1", dayOfWeek: "5" });
});

describe("dates in the form's zone", () => {
  const inZone = (timezone: string, startsAt: string) => ({ ...base, timezone, startsAt });

  test("the same date and time in another zone is another start", () => {
    const before = inZone("UTC", "2026-12-01T09:00");
    expect(changedOfForm({ ...before, timezone: "Asia/Seoul" }, before, fields)).toMatchObject({
      startsAt: "2026-12-01T00:00:00.000Z",
    });
    expect(changedOfForm({ ...base, timezone: "Asia/Seoul" }, base, fields)).not.toHaveProperty("startsAt");
  });

  test("my start stays my instant when somebody else changed the zone meanwhile, and theirs when I did", () => {
    const start = inZone("UTC", "2026-12-01T09:00");
    const zone = inZone("Asia/Seoul", "");
    expect(mergeForms({ mine: start, base, theirs: zone })).toMatchObject(inZone("Asia/Seoul", "2026-12-01T18:00"));
    expect(mergeForms({ mine: zone, base, theirs: start })).toMatchObject(inZone("Asia/Seoul", "2026-12-01T18:00"));
  });

  test("it tells of those that the clocks skip or show twice, if the form changes them", () => {
    const gap = inZone("America/New_York", "2027-03-14T02:30");
    const twice = inZone("America/New_York", "2026-11-01T01:30");
    expect(dateRemarks(gap, base)).toMatchObject([{ kind: "gap", field: "startsAt", from: "02:00", to: "03:00" }]);
    expect(dateRemarks(twice, base)).toMatchObject([
      { kind: "twice", first: new Date("2026-11-01T05:30:00Z"), second: new Date("2026-11-01T06:30:00Z") },
    ]);
    expect(dateRemarks(twice, twice)).toEqual([]);
    expect(dateRemarks({ ...base, at: "2027-03-14T02:30", timezone: "America/New_York" }, base)).toEqual([]);
  });
});
