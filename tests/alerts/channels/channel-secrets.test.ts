import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  maskedAddress,
  openChannelSecrets,
  sealChannelSecrets,
  secretTextsOf,
} from "../../../lib/alerts/channels/channel-secrets.ts";
import { newWebhookSecret } from "../../../lib/alerts/channels/webhook.ts";
import { createSeal } from "../../../lib/seal.ts";
import { ChannelBench } from "../support/channel-bench.ts";
import { OutboxBench } from "../support/outbox-bench.ts";

const [first, second] = ["k1", "k2"].map((id) => ({ id, key: randomBytes(32) })) as [Key, Key];
type Key = { id: string; key: Buffer };
const slack = { kind: "slack", given: { url: "https://hooks.slack.com/services/T000/B000/hunter2hunter2" } } as const;

describe("the secrets of a channel", () => {
  it("are kept sealed, and opened for their own channel only", () => {
    const seal = createSeal([first]);
    const sealed = sealChannelSecrets(seal, { id: "a", ...slack });
    expect(sealed).not.toContain("hunter2");
    expect(openChannelSecrets(seal, { id: "a", kind: "slack", sealed })).toEqual(slack.given);
    expect(() => openChannelSecrets(seal, { id: "b", kind: "slack", sealed })).toThrow("or not for alert_channels/b");
  });

  it("are refused without TOKEN_KEYS, with the fix", () => {
    expect(() => sealChannelSecrets(null, { id: "a", ...slack })).toThrow(
      /TOKEN_KEYS is not set.*openssl rand -base64 32/,
    );
  });

  it.each([
    ["slack", { url: "hunter2" }],
    ["webhook", { url: "https://example.com", secret: "hunter2" }],
    ["webhook", { url: "https://example.com", secret: `whsec_${Buffer.from("hunter2").toString("base64")}` }],
    ["pagerduty", { routingKey: "hunter 2" }],
    ["discord", {}],
  ] as const)("that do not fit a %s are refused without being repeated", (kind, given) => {
    const attempt = () => sealChannelSecrets(createSeal([first]), { id: "a", kind, given });
    expect(attempt).toThrow(/do not fit/);
    expect(attempt).not.toThrow(/hunter/);
  });

  it("are known in every part that could be told of them", () => {
    const texts = secretTextsOf({ url: `${slack.given.url}?token=also-a-secret`, secret: newWebhookSecret() });
    expect(texts).toEqual(expect.arrayContaining(["hunter2hunter2", "also-a-secret"]));
    expect(texts).not.toContain("services");
    expect(maskedAddress(slack.given.url)).toBe("hooks.slack.com/••••••");
  });
});

describe("npm run keys:rotate", () => {
  let bench: OutboxBench;
  beforeAll(async () => {
    bench = await OutboxBench.open();
  });
  afterEach(() => bench.clear());
  afterAll(() => bench.close());

  const variable = (...keys: Key[]) => keys.map(({ id, key }) => `${id}:${key.toString("base64")}`).join(",");

  async function rotate(...keys: Key[]): Promise<{ code: number; out: string }> {
    const env = {
      ...process.env,
      DATABASE_URL: bench.url,
      BELFRY_HOME: tmpdir(),
      BETTER_AUTH_SECRET: "test-secret-that-signs-the-sessions",
      TOKEN_KEYS: variable(...keys),
    };
    const run = promisify(execFile)(process.execPath, ["scripts/keys-rotate.ts"], { env });
    return run.then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout + stderr }),
      (error) => ({ code: error.code, out: error.stdout + error.stderr }),
    );
  }

  const insert = (id: string, sealed: string | null) =>
    bench.pool.query(
      "insert into alert_channels (id, name, kind, origin, settings, sealed) values ($1, $1, 'slack', 'person', '{}', $2)",
      [id, sealed],
    );

  it("seals all channels by the first key, so that the old one can go, and says what it could not open", async () => {
    await insert("old", sealChannelSecrets(createSeal([first]), { id: "old", ...slack }));
    await insert("new", sealChannelSecrets(createSeal([second]), { id: "new", ...slack }));
    await insert("bare", null);
    const { code, out } = await rotate(second, first);
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining("1 sealed anew, 1 were already, 0 could not"),
    });
    const { rows } = await bench.pool.query(
      "select id, sealed from alert_channels where sealed is not null order by id",
    );
    for (const { id, sealed } of rows) {
      expect(openChannelSecrets(createSeal([second]), { id, kind: "slack", sealed })).toEqual(slack.given);
    }
    await insert("lost", sealChannelSecrets(createSeal([{ ...first, id: "k9" }]), { id: "lost", ...slack }));
    const again = await rotate(second);
    expect(again).toMatchObject({ code: 1, out: expect.stringContaining("lost: it was sealed by the key k9") });
    expect(again.out).not.toContain("hunter2");
  });
});

describe("a channel whose key went missing", () => {
  it("is tried again, and says what to set", async () => {
    const bench = await ChannelBench.open();
    const id = await bench.channel("slack", { url: "https://hooks.slack.com/services/T000/B000/hunter2hunter2" });
    await bench.tell(id, { tells: "canary" });
    const outbox = bench.start({ seal: createSeal([{ id: "k7", key: randomBytes(32) }]) });
    const [row] = (await bench.outbox.rows()) as [{ id: string }];
    expect(await outbox.firstTry(row.id)).toMatchObject({
      outcome: "retry",
      reason: "it was sealed by the key k1, which TOKEN_KEYS does not have; add that key again",
    });
    await bench.close();
  });
});
