import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { refusedSignals } from "../../../lib/alerts/signals/refused-calls.ts";
import type { Prisma } from "../../../lib/db.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { before, MINUTE_MS, openIncident, switchedOff, TURN_AT, turnOn } from "../support/signal-turn.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(() => domain.db.$executeRaw`truncate cron_calls`);

/** So many calls, a second apart, the last of them so long ago. */
async function called(count: number, minutesAgo: number, row: Partial<Prisma.CronCallCreateManyInput> = {}) {
  const common = {
    method: "GET",
    path: "/api/cron/a",
    status: 401,
    address: "192.0.2.1",
    agent: "curl/8",
    durationMs: 1,
  };
  const at = (n: number) => before(minutesAgo * MINUTE_MS + (count - 1 - n) * 1000);
  await domain.db.cronCall.createMany({
    data: Array.from({ length: count }, (_, n) => ({ ...common, at: at(n), ...row })),
  });
}

const told = (changes = {}) => refusedSignals(turnOn(domain.db, changes));
const open = [openIncident("refused", "cron-routes")];
const over = { rule: "refused", subject: "cron-routes", at: TURN_AT, says: "right" };

test("more than 20 refused secrets within ten minutes are told with how many, since when and by whom", async () => {
  await called(20, 5);
  expect(await told()).toEqual([]);
  await called(1, 1, { address: "198.51.100.7", status: 429 });
  expect(await told()).toEqual([
    {
      ...{ rule: "refused", subject: "cron-routes", at: before(MINUTE_MS), jobName: null, category: null },
      ...{ says: "wrong", severity: "warning" },
      facts: {
        count: 21,
        since: before(5 * MINUTE_MS + 19_000).toISOString(),
        names: { agents: ["curl/8"], addresses: ["192.0.2.1"] },
      },
    },
  ]);
});

test("a row that stands for several calls counts as so many", async () => {
  await called(1, 1, { sampled: 30 });
  expect(await told()).toMatchObject([{ facts: { count: 31 } }]);
});

test("calls that are spread over more than ten minutes are none too many, wherever the ten minutes lie", async () => {
  await called(12, 1);
  await called(12, 14);
  expect(await told()).toEqual([]);
  await called(9, 22);
  expect(await told()).toMatchObject([{ facts: { count: 21 } }]);
});

test("one refused call that came as the platform is enough", async () => {
  await called(1, 3, { agent: "vercel-cron/1.0" });
  expect(await told()).toMatchObject([{ says: "wrong", facts: { code: "platform", count: 1 } }]);
});

test("calls that were let in, or failed for another reason, are not refused secrets", async () => {
  await called(30, 1, { status: 200 });
  await called(30, 1, { status: 404, agent: "vercel-cron/1.0" });
  await called(30, 1, { status: 503 });
  expect(await told()).toEqual([]);
});

test("it is over after an hour without, and not before", async () => {
  await called(30, 61);
  expect(await told({ unresolved: open })).toEqual([over]);
  await called(1, 59);
  expect(await told({ unresolved: open })).toEqual([]);
});

test("a rule that is switched off ends its incident", async () => {
  await called(30, 1);
  expect(await told({ unresolved: open, overrides: switchedOff("refused") })).toEqual([over]);
});
