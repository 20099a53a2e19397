import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ChannelBench } from "../support/channel-bench.ts";
import { bodyOf, startDiscord, startSlack } from "../support/peers.ts";
import { tellsOf, toldFailure, toldRecovery } from "../support/told-incidents.ts";

let bench: ChannelBench;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  bench = await ChannelBench.open();
});
afterEach(async () => {
  await bench.clear();
  await Promise.all(closing.splice(0).map((close) => close()));
});
afterAll(() => bench.close());

async function started<Started extends { close(): Promise<void> }>(starting: Promise<Started>): Promise<Started> {
  const peer = await starting;
  closing.push(peer.close);
  return peer;
}

const withId = (id: string) => toldFailure({ id });

describe("Slack", () => {
  it("is told in blocks, one message a second, and again when it asked to wait", async () => {
    const slack = await started(startSlack());
    const at: number[] = [];
    slack.script((_, count) => {
      at.push(performance.now());
      return count === 2 ? { status: 429, headers: { "retry-after": "1" }, body: "rate_limited" } : null;
    });
    const channel = await bench.channel("slack", { url: `${slack.origin}/services/T0/B0/secret` });
    await bench.tell(channel, tellsOf(withId(randomUUID())));
    await bench.tell(channel, tellsOf(toldRecovery()));
    bench.start();
    expect(await bench.ended()).toMatchObject([
      { state: "delivered", attempts: 1 },
      { state: "delivered", attempts: 1 },
    ]);
    const [first, , last] = slack.calls;
    expect(slack.calls).toHaveLength(3);
    for (const later of [1, 2]) expect((at[later] ?? 0) - (at[later - 1] ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(first?.url.pathname).toBe("/services/T0/B0/secret");
    expect(bodyOf(first).text).toBe("🔴 refresh-tokens fails");
    expect(bodyOf(last).text).toBe("✅ Resolved: refresh-tokens fails");
    expect(first?.text).toContain(
      "<https://belfry.example.com/admin/cron-logs/0199a000-0000-7000-8000-00000000000a|Open the run>",
    );
    const tries = await bench.outbox.tries();
    expect(tries.map(({ outcome, status }) => [outcome, status])).toEqual([
      ["delivered", 200],
      ["retry", 429],
      ["delivered", 200],
    ]);
  });

  it("takes the longest of what is told, and none of it as markup", async () => {
    const slack = await started(startSlack());
    const channel = await bench.channel("slack", { url: `${slack.origin}/services/T0/B0/secret` });
    const error = `<!channel> & <https://evil.example|click> ${"x".repeat(9_000)}`;
    const { facts } = toldFailure();
    const long = { ...facts, run: { ...facts.run, error }, title: error, detail: error } as typeof facts;
    const many = Array.from({ length: 60 }, () => ({ ...toldFailure({ facts: long }), id: randomUUID() }));
    await bench.tell(channel, tellsOf(toldFailure({ facts: long })));
    await bench.tell(channel, { tells: "incidents", incidents: many });
    bench.start();
    expect(await bench.ended()).toMatchObject([{ state: "delivered" }, { state: "delivered" }]);
    expect(slack.calls.map(({ text }) => text).join()).not.toMatch(/<!channel>|<https:\/\/evil/);
  });

  it.each([
    [403, "invalid_token", /its app was removed/],
    [404, "no_service", /does not know the webhook/],
    [410, "channel_is_archived", /archived/],
  ])("that answers %i is dead with the reason, and the channel says so", async (status, body, reason) => {
    const slack = await started(startSlack());
    slack.script(() => ({ status, body }));
    const channel = await bench.channel("slack", { url: `${slack.origin}/services/T0/B0/secret` });
    await bench.tell(channel, tellsOf(toldFailure()));
    bench.start();
    expect(await bench.ended()).toMatchObject([{ state: "dead", attempts: 1, reason: expect.stringMatching(reason) }]);
    expect(await bench.outbox.tries()).toMatchObject([{ outcome: "dead", status, answer: body }]);
    const { rows } = await bench.outbox.pool.query("select failure, failing_since from alert_channels");
    expect(rows).toMatchObject([{ failure: expect.stringMatching(reason), failing_since: expect.any(Date) }]);
  });
});

describe("Discord", () => {
  const url = (origin: string) => ({ url: `${origin}/api/webhooks/1/token` });

  it("is told in an embed that calls nobody, and the end is written into the same message", async () => {
    const discord = await started(startDiscord());
    const channel = await bench.channel("discord", url(discord.origin));
    bench.start();
    await bench.tell(channel, tellsOf(toldFailure()));
    await bench.ended();
    const [id] = discord.messages.keys();
    expect(discord.messages.get(id ?? "")).toMatchObject({
      allowed_mentions: { parse: [] },
      embeds: [{ title: "refresh-tokens fails", color: 0xd92d20 }],
    });
    await bench.tell(channel, tellsOf(toldRecovery()));
    expect(await bench.ended()).toMatchObject([{ remote_id: id }, { remote_id: id, state: "delivered" }]);
    expect(discord.messages.size).toBe(1);
    expect(discord.messages.get(id ?? "")).toMatchObject({
      embeds: [{ title: "Resolved: refresh-tokens fails", color: 0x12b76a }],
    });
    expect(discord.calls.map(({ method, url: called }) => `${method} ${called.pathname}${called.search}`)).toEqual([
      "POST /api/webhooks/1/token?wait=true",
      `PATCH /api/webhooks/1/token/messages/${id}`,
    ]);
  });

  it("takes the end of an incident whose message somebody deleted as told", async () => {
    const discord = await started(startDiscord());
    const channel = await bench.channel("discord", url(discord.origin));
    bench.start();
    await bench.tell(channel, tellsOf(toldFailure()));
    await bench.ended();
    discord.messages.clear();
    await bench.tell(channel, tellsOf(toldRecovery()));
    expect(await bench.ended()).toMatchObject([{ state: "delivered" }, { state: "delivered", attempts: 1 }]);
  });

  it("is left alone as long as its headers and its body say", async () => {
    const discord = await started(startDiscord());
    const at: number[] = [];
    discord.script((_, count) => {
      at.push(performance.now());
      const used = { "x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "0.4" };
      if (count === 1) return { status: 200, headers: used, body: { id: "7" } };
      if (count === 2)
        return { status: 429, headers: { "retry-after": "60" }, body: { retry_after: 0.6, global: false } };
      return null;
    });
    const channel = await bench.channel("discord", url(discord.origin));
    await bench.tell(channel, { tells: "canary" });
    await bench.tell(channel, { tells: "canary" });
    bench.start();
    expect(await bench.ended()).toMatchObject([{ state: "delivered" }, { state: "delivered", attempts: 1 }]);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(400);
    expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThanOrEqual(600);
  });

  it("takes the longest of what is told, in Korean too, and its id is found behind it", async () => {
    const discord = await started(startDiscord());
    const channel = await bench.channel("discord", url(discord.origin));
    await bench.outbox.pool.query("update alert_channels set locale = 'ko'");
    const { facts } = toldFailure();
    const long = { ...facts, run: { ...facts.run, error: `@everyone ${"가".repeat(9_000)}` } } as typeof facts;
    const many = Array.from({ length: 30 }, () => ({ ...toldFailure({ facts: long }), id: randomUUID() }));
    await bench.tell(channel, { tells: "incidents", incidents: many });
    await bench.tell(channel, tellsOf(toldFailure({ facts: long })));
    bench.start();
    expect(await bench.ended()).toMatchObject([{ remote_id: "1000" }, { remote_id: "1001" }]);
    expect([...discord.messages.values()]).toMatchObject([
      {},
      { embeds: [{ title: "refresh-tokens 작업이 실패하고 있습니다" }] },
    ]);
  });

  it("that does not know its webhook is never called again", async () => {
    const discord = await started(startDiscord());
    discord.script(() => ({ status: 404, body: { code: 10_015, message: "Unknown Webhook" } }));
    await bench.tell(await bench.channel("discord", url(discord.origin)), { tells: "canary" });
    bench.start();
    expect(await bench.ended()).toMatchObject([
      { state: "dead", reason: "the webhook no longer exists in Discord; make a new one (404)" },
    ]);
    expect(discord.calls).toHaveLength(1);
  });
});
