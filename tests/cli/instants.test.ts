import { afterAll, beforeAll, expect, test } from "vitest";
import { isoInstantOf, readInstantOption } from "../../scripts/cron/instants.ts";

const own = process.env.TZ;
beforeAll(() => {
  process.env.TZ = "Asia/Seoul";
});
afterAll(() => {
  if (own === undefined) delete process.env.TZ;
  else process.env.TZ = own;
});

test("a time without an offset is UTC, wherever the command runs, as in the API's queries", () => {
  expect(new Date("2026-05-01T10:00").toISOString()).toBe("2026-05-01T01:00:00.000Z");
  expect(readInstantOption("--until", "2026-05-01T10:00").toISOString()).toBe("2026-05-01T10:00:00.000Z");
  expect(isoInstantOf("--from", "2026-05-01T10:00").toISOString()).toBe("2026-05-01T10:00:00.000Z");
});

test("what is no instant is refused with what was expected", () => {
  expect(() => isoInstantOf("--from", "2026-02-30")).toThrow("--from: expected an instant in ISO 8601 such as");
  expect(() => readInstantOption("--until", "soon")).toThrow('got "soon"');
  expect(() => isoInstantOf("--to", "9999-12-31T23:59-05:00")).toThrow("--to: expected a year from 1 to 9999 by UTC");
});

test("a time from now on is a whole second, as screens show it", () => {
  expect(readInstantOption("--until", "2h").getMilliseconds()).toBe(0);
});
