import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { componentSignals } from "../../../lib/alerts/signals/components.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { before, MINUTE_MS, openIncident, switchedOff, TURN_AT, turnOn } from "../support/signal-turn.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(() => domain.db.$executeRaw`truncate uptime_check`);

/** One check every five minutes, the last of them a minute ago; "+" is healthy, "-" is not. */
async function checked(component: string, pattern: string, lastMinutesAgo = 1): Promise<void> {
  const data = [...pattern].map((sign, n) => ({
    ...{
      component,
      runId: randomUUID(),
      healthy: sign === "+",
      latencyMs: 5,
      detail: sign === "+" ? "fine" : "broken",
    },
    checkedAt: before((lastMinutesAgo + 5 * (pattern.length - 1 - n)) * MINUTE_MS),
  }));
  await domain.db.uptimeCheck.createMany({ data });
}

const BUCKET = "component:bucket";
const told = (changes = {}) => componentSignals(turnOn(domain.db, changes));
const open = [openIncident("component", BUCKET)];
const over = { rule: "component", subject: BUCKET, at: TURN_AT, says: "right" };

test("two failing checks in a row are told with what the last one said, and since when", async () => {
  await checked("bucket", "+--");
  expect(await told()).toEqual([
    {
      ...{ rule: "component", subject: BUCKET, at: before(MINUTE_MS), jobName: null, category: null },
      ...{ says: "wrong", severity: "critical" },
      facts: { detail: "broken", since: before(6 * MINUTE_MS).toISOString(), count: 2 },
    },
  ]);
});

test.each([
  ["-", false],
  ["+", false],
  ["+-", false],
  ["--", true],
  ["---", true],
  ["-+-", false],
  ["--+", false],
  ["--+-", false],
  ["--+--", true],
  ["+-+-+", false],
])("checks that go %s are an incident: %s", async (pattern, isWrong) => {
  await checked("bucket", pattern);
  expect((await told()).map(({ says }) => says)).toEqual(isWrong ? ["wrong"] : []);
});

test.each([
  ["--+", [over]],
  ["--", ["wrong"]],
  ["-", []],
])("an open incident goes by checks %s", async (pattern, expected) => {
  await checked("bucket", pattern);
  const signals = await told({ unresolved: open });
  expect(signals.map((signal) => (signal.says === "wrong" ? "wrong" : signal))).toEqual(expected);
});

test("each component is told of by itself, the database with its own words", async () => {
  await checked("bucket", "-+");
  await checked("database", "--");
  await checked("disk", "+-");
  expect(await told()).toMatchObject([{ subject: "component:database", facts: { code: "database" } }]);
});

test("a component that is checked no more is nobody's trouble, nor one of which nothing was heard for a week", async () => {
  await checked("bucket", "--", 90);
  await checked("disk", "+");
  expect(await told({ unresolved: open })).toMatchObject([{ says: "wrong" }, over]);
  await domain.db
    .$executeRaw`update uptime_check set checked_at = checked_at - interval '8 days' where component = 'bucket'`;
  expect(await told({ unresolved: open })).toEqual([over]);
});

test("while nothing at all is checked, what is open stays open", async () => {
  await checked("bucket", "--", 90);
  expect(await told({ unresolved: open })).toMatchObject([{ says: "wrong" }]);
});

test("people may ask for more checks, or for none", async () => {
  await checked("bucket", "--");
  const numbers = { checks: 3 };
  expect(await told({ overrides: [{ ...switchedOff("component")[0], enabled: null, numbers }] })).toEqual([]);
  expect(await told({ overrides: switchedOff("component"), unresolved: open })).toEqual([over]);
});
