import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { PAGERDUTY_URL } from "../../../lib/alerts/channels/pagerduty.ts";
import { ChannelBench } from "../support/channel-bench.ts";
import { type Peer, startSlack } from "../support/peers.ts";

let bench: ChannelBench;
let slack: Peer;
beforeAll(async () => {
  bench = await ChannelBench.open();
  slack = await startSlack();
});
afterEach(() => bench.clear());
afterAll(async () => {
  await slack.close();
  await bench.close();
});

const none = { slackUrl: null, discordUrl: null, pagerduty: null, alertEmail: [] };
const withSlack = () => ({ ...none, slackUrl: `${slack.origin}/services/T0/B0/hunter2hunter2` });
const rows = async () =>
  (await bench.outbox.pool.query("select id, kind, origin, enabled, settings, sealed from alert_channels order by id"))
    .rows;
const follow = (channels: Parameters<ChannelBench["start"]>[0]) => bench.start(channels).environmentFollowed();

describe("a channel of the environment", () => {
  it("is there without a click, shows where it leads and no secret, and is told", async () => {
    const outbox = bench.start({ channels: withSlack() });
    await outbox.environmentFollowed();
    const settings = { variable: "SLACK_WEBHOOK_URL", host: new URL(slack.origin).host };
    expect(await rows()).toEqual([
      { id: "env-slack", kind: "slack", origin: "environment", enabled: true, settings, sealed: null },
    ]);
    const id = await bench.tell("env-slack", { tells: "test", by: "admin@example.com" });
    expect(await outbox.firstTry(id)).toMatchObject({ outcome: "delivered", status: 200, answer: "ok", reason: null });
  });

  it("is switched off when its variable is unset, and comes back with it", async () => {
    await follow({ channels: withSlack() });
    await follow({ channels: none });
    expect(await rows()).toMatchObject([{ id: "env-slack", enabled: false, settings: { unset: true } }]);
    const id = await bench.tell("env-slack", { tells: "canary" });
    expect(await bench.start().firstTry(id)).toMatchObject({ outcome: "dead", reason: "the channel is switched off" });
    await follow({ channels: withSlack() });
    expect((await rows())[0]).toMatchObject({ enabled: true, settings: expect.not.objectContaining({ unset: true }) });
  });

  it("stays switched off when a person did that, also over a change of its variable", async () => {
    await follow({ channels: withSlack() });
    await bench.outbox.pool.query("update alert_channels set enabled = false, muted_rules = '{slow}'");
    await follow({ channels: withSlack() });
    await follow({ channels: none });
    await follow({ channels: { ...none, slackUrl: "https://chat.example.com/hooks/other-secret" } });
    expect(await rows()).toMatchObject([{ enabled: false, settings: { host: "chat.example.com" } }]);
  });

  it("is one for each variable that is set", async () => {
    const pagerduty = { routingKey: "0123456789", url: PAGERDUTY_URL };
    const urls = { slackUrl: "https://a.example/x", discordUrl: "https://b.example/x" };
    await follow({ channels: { ...urls, pagerduty, alertEmail: ["ada@example.com"] } });
    expect((await rows()).map(({ id }) => id)).toEqual(["env-discord", "env-email", "env-pagerduty", "env-slack"]);
  });
});

describe("a channel that is no more", () => {
  it("takes what waits for it to the dead", async () => {
    const outbox = bench.start();
    const id = await bench.tell("00000000-0000-0000-0000-000000000000", { tells: "canary" });
    expect(await outbox.firstTry(id)).toMatchObject({ outcome: "dead", reason: "the channel was deleted" });
  });
});
