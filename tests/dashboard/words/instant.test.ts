import { expect, it } from "vitest";
import { exactInstant, instant } from "../../../lib/dashboard/words/instant.ts";

it.each([
  ["2026-05-01T10:00", "2026-05-01T10:00:00.000Z"],
  ["2026-05-01T10:00Z", "2026-05-01T10:00:00.000Z"],
  ["2026-05-01T10:00+09:00", "2026-05-01T01:00:00.000Z"],
  ["2026-05-01T10:00:07", "2026-05-01T10:00:07.000Z"],
  ["2026-05-01T10:00:07.25Z", "2026-05-01T10:00:07.250Z"],
  ["2026-05-01", "2026-05-01T00:00:00.000Z"],
])("%s is read as %s: minutes are enough, and without an offset it is UTC", (text, at) => {
  expect(instant.parse(text).toISOString()).toBe(at);
});

it.each(["", "soon", "2026-02-30T10:00", "2026-13-01", "2026-05-01T25:00Z", "2026-05-01 10:00", "2026-05-01T10"])(
  '"%s" is no instant',
  (text) => {
    expect(instant.safeParse(text)).toMatchObject({
      error: { issues: [{ message: expect.stringContaining(`got "${text}"`) }] },
    });
  },
);

it("in a body it needs its offset, and then minutes are enough as well", () => {
  expect(exactInstant.parse("2026-05-01T10:00+09:00")).toEqual(new Date("2026-05-01T01:00:00Z"));
  for (const text of ["2026-05-01T10:00", "2026-05-01", "2026-02-30T10:00Z"]) {
    expect(exactInstant.safeParse(text).error?.issues[0]?.message).toContain("with its offset");
  }
});
