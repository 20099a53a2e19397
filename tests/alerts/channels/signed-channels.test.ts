import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newWebhookSecret } from "../../../lib/alerts/channels/webhook.ts";
import { ChannelBench } from "../support/channel-bench.ts";
import { bodyOf, startPagerduty, startReceiver } from "../support/peers.ts";
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

describe("PagerDuty", () => {
  const routingKey = "a-routing-key-of-thirty-two-sign";
  const settings = (origin: string) => ({ url: `${origin}/v2/enqueue` });

  it("has one incident for each of ours: triggered, acknowledged, resolved", async () => {
    const pagerduty = await started(startPagerduty(routingKey));
    const channel = await bench.channel("pagerduty", { routingKey }, settings(pagerduty.origin));
    const { id } = toldFailure();
    bench.start();
    const stateAfter = async (told: ReturnType<typeof toldFailure>) => {
      await bench.tell(channel, tellsOf(told, withId("0199a000-0000-7000-8000-000000000002")));
      await bench.ended();
      return pagerduty.incidents.get(id)?.state;
    };
    expect(await stateAfter(toldFailure())).toBe("triggered");
    expect(await stateAfter(toldFailure({ notice: "reminder", state: "acknowledged" }))).toBe("acknowledged");
    expect(await stateAfter(toldRecovery())).toBe("resolved");
    expect(pagerduty.incidents.size).toBe(2);
    expect(pagerduty.incidents.get(id)?.payload).toMatchObject({
      summary: "refresh-tokens fails",
      severity: "critical",
    });
  });

  it("is tested without leaving anything open, and its canary wakes nobody", async () => {
    const pagerduty = await started(startPagerduty(routingKey));
    const channel = await bench.channel("pagerduty", { routingKey }, settings(pagerduty.origin));
    const test = await bench.tell(channel, { tells: "test", by: "admin@example.com" });
    await bench.tell(channel, { tells: "canary" });
    bench.start();
    await bench.ended();
    expect([...pagerduty.incidents]).toMatchObject([[`belfry-${test}`, { state: "resolved" }]]);
    expect(pagerduty.calls.map((call) => bodyOf(call).event_action)).toEqual(["trigger", "resolve", "resolve"]);
  });

  it("that does not know the routing key is dead with the reason", async () => {
    const pagerduty = await started(startPagerduty("another-key"));
    await bench.tell(
      await bench.channel("pagerduty", { routingKey }, settings(pagerduty.origin)),
      tellsOf(toldFailure()),
    );
    bench.start();
    expect(await bench.ended()).toMatchObject([
      { state: "dead", reason: expect.stringContaining("the routing key is not") },
    ]);
  });
});

describe("a webhook", () => {
  it("is signed so that the reference library believes it, by both secrets while they are changed", async () => {
    const [old, secret] = [newWebhookSecret(), newWebhookSecret()];
    const receiver = await started(startReceiver(old));
    const given = { url: `${receiver.origin}/hooks?tenant=1`, secret, previousSecret: old };
    const id = await bench.tell(await bench.channel("webhook", given), tellsOf(toldFailure()));
    bench.start();
    expect(await bench.ended()).toMatchObject([{ state: "delivered", attempts: 1 }]);
    expect(receiver.received.get(id)).toMatchObject({
      type: "alert.incidents",
      data: { incidents: [{ subject: "job:refresh-tokens" }], told: { title: "refresh-tokens fails" } },
    });
    const [call] = receiver.calls;
    expect(new Webhook(secret).verify(call?.text ?? "", call?.headers ?? {})).toEqual(receiver.received.get(id));
    expect(() => new Webhook(newWebhookSecret()).verify(call?.text ?? "", call?.headers ?? {})).toThrow("No matching");
  });

  it("has the same id and body at each try, so that a repetition is told", async () => {
    const secret = newWebhookSecret();
    const receiver = await started(startReceiver(secret));
    receiver.script((_, count) => (count < 3 ? { status: 503, headers: { "retry-after": "0" } } : null));
    const id = await bench.tell(await bench.channel("webhook", { url: receiver.origin, secret }), { tells: "canary" });
    bench.start();
    await bench.ended();
    expect(receiver.calls.map(({ headers }) => headers["webhook-id"])).toEqual([id, id, id]);
    expect(new Set(receiver.calls.map(({ text }) => text)).size).toBe(1);
  });

  it.each([
    [401, "wrong signature"],
    [410, ""],
    [302, ""],
  ])("that answers %i is dead", async (status, body) => {
    const receiver = await started(startReceiver(newWebhookSecret()));
    receiver.script(() => ({ status, headers: { location: "http://127.0.0.1:1/elsewhere" }, body }));
    const secret = newWebhookSecret();
    await bench.tell(await bench.channel("webhook", { url: receiver.origin, secret }), { tells: "canary" });
    bench.start();
    expect(await bench.ended()).toMatchObject([{ state: "dead", reason: expect.stringContaining(String(status)) }]);
    expect(receiver.calls).toHaveLength(1);
  });
});
