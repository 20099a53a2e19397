import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { channelSignals } from "../../../lib/alerts/signals/channel-health.ts";
import type { Prisma } from "../../../lib/db.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { before, MINUTE_MS, openIncident, switchedOff, TURN_AT, turnOn } from "../support/signal-turn.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(() => domain.db.$executeRaw`truncate alert_channels, outbox_messages cascade`);

const channel = (row: Partial<Prisma.AlertChannelCreateInput> = {}) =>
  domain.db.alertChannel.create({
    data: { id: "team", name: "Team channel", kind: "slack", origin: "person", settings: {}, ...row },
  });

async function message(row: Partial<Prisma.OutboxMessageCreateInput>): Promise<void> {
  const at = row.createdAt ?? before(20 * MINUTE_MS);
  const common = {
    id: randomUUID(),
    dedupeKey: randomUUID(),
    kind: "alert",
    channelId: "team",
    address: "channel:team",
  };
  await domain.db.outboxMessage.create({ data: { ...common, payload: {}, nextAttemptAt: at, createdAt: at, ...row } });
}
const dead = { state: "dead", reason: "410 Gone: the webhook was revoked" };

const told = (changes = {}) => channelSignals(turnOn(domain.db, changes));
const open = [openIncident("channel", "channel:team")];
const over = { rule: "channel", subject: "channel:team", at: TURN_AT, says: "right" };

test("a message that was given up is told with the channel's name and the reason", async () => {
  await channel();
  await message({ ...dead, deadAt: before(MINUTE_MS) });
  expect(await told()).toEqual([
    {
      ...{ rule: "channel", subject: "channel:team", at: before(MINUTE_MS), jobName: null, category: null },
      ...{ says: "wrong", severity: "warning" },
      facts: { title: "Team channel", detail: dead.reason },
    },
  ]);
});

test("a message that is still tried is no reason", async () => {
  await channel({ failingSince: before(20 * MINUTE_MS), failure: "503" });
  await message({ state: "queued", reason: "503" });
  expect(await told()).toEqual([]);
});

test.each([
  ["14 minutes", 14, []],
  ["15 minutes", 15, [{ says: "wrong", facts: { code: "canary", title: "Team channel", detail: "503" } }]],
])("a canary that has not arrived after %s", async (_time, minutes, expected) => {
  await channel({ canary: true, lastCanaryAt: before(minutes * MINUTE_MS) });
  await message({ kind: "canary", state: "queued", reason: "503", createdAt: before(minutes * MINUTE_MS) });
  expect(await told()).toMatchObject(expected);
});

test.each([
  ["a delivery", { lastDeliveryAt: before(MINUTE_MS / 2) }],
  ["its being switched off", { enabled: false }],
])("%s ends it", async (_what, row) => {
  await channel(row);
  await message({ ...dead, deadAt: before(MINUTE_MS) });
  await message({ kind: "canary", state: "queued" });
  expect(await told({ unresolved: open })).toEqual([over]);
});

test("a delivery before it ends nothing, and one to another channel neither", async () => {
  await channel({ lastDeliveryAt: before(2 * MINUTE_MS) });
  await channel({ id: "other", lastDeliveryAt: TURN_AT });
  await message({ ...dead, deadAt: before(MINUTE_MS) });
  expect(await told({ unresolved: open })).toMatchObject([{ says: "wrong", subject: "channel:team" }]);
});

test("a channel that is gone, and a rule that is switched off, end it", async () => {
  expect(await told({ unresolved: open })).toEqual([over]);
  await channel();
  await message({ ...dead, deadAt: before(MINUTE_MS) });
  expect(await told({ unresolved: open, overrides: switchedOff("channel") })).toEqual([over]);
});
