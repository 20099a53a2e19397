import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { JobContext } from "../../../lib/cron/jobs/context.ts";
import { type AnyJob, defineJobFor, type JobResult } from "../../../lib/cron/jobs/define-job.ts";
import { holdsSecret, maskSecrets, secretValues, unmaskSecrets } from "../../../lib/cron/jobs/secret-params.ts";
import { createRedact, MASK } from "../../../lib/cron/words/redact.ts";
import { secretsIn } from "../../../lib/env/secrets.ts";
import { memoryEngine, request } from "../../support/memory-engine.ts";
import { ok } from "../../support/scripted-job.ts";

const TOKEN = 'p"lanted/par&m=';
const CRON = "planted-cron-secret-0123456789";
const REDIS = "r3dis+pa/ss";
const ENVIRONMENT = {
  CRON_SECRET: CRON,
  UPSTASH_REDIS_REST_URL: `https://default:${encodeURIComponent(REDIS)}@redis.example`,
  NODE_ENV: "production",
};
const secret = (type: z.ZodType) => type.meta({ secret: true });

describe("fault C3: secrets are taken out by value", () => {
  const leaky = (leak: (context: JobContext, token: string) => JobResult | Promise<JobResult>) =>
    defineJobFor<unknown>()({
      name: "scripted",
      description: "Tells what it must not",
      category: "tests",
      schedule: { kind: "none" },
      timeoutSeconds: 60,
      maxAttempts: 1,
      params: z.strictObject({
        keys: z.array(z.strictObject({ token: z.string().meta({ secret: true }).nullable() })),
      }),
      state: z.looseObject({}),
      handler: async () => ({ run: async (context, { keys }) => leak(context, keys[0]?.token ?? "") }),
    }) as AnyJob;

  const spellings = (value: string) => [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    btoa(`user:${value}`),
  ];
  const all = (token: string) => [...spellings(token), ...spellings(CRON), ...spellings(REDIS)].join(" ");

  it.each<[string, (context: JobContext, token: string) => JobResult | Promise<JobResult>]>([
    ["thrown", (_, token) => Promise.reject(new Error(`401 for ${all(token)}`, { cause: new Error(all(token)) }))],
    ["thrown as an object", (_, token) => Promise.reject({ config: { auth: all(token) } })],
    [
      "logged",
      ({ log }, token) => {
        log.warn(`using ${all(token)}`, { deep: [{ [all(token)]: all(token) }] });
        return ok;
      },
    ],
    [
      "told as progress",
      ({ progress }, token) => {
        progress(1, 2, spellings(token)[0]);
        return ok;
      },
    ],
    ["returned", (_, token) => ({ ...ok, message: all(token), errors: [{ id: "1", error: all(token) }], [token]: 1 })],
    [
      "saved as state",
      async ({ state }, token) => {
        await state.save({ all: all(token) } as never);
        return ok;
      },
    ],
  ])("a secret that is %s is in no row, state, line or event", async (_, leak) => {
    const { engine, rows, events, stores } = memoryEngine([leaky(leak)], {
      redact: createRedact(secretsIn(ENVIRONMENT)),
    });
    await engine.run(request({ params: { keys: [{ token: TOKEN }] } }));
    const state = await stores.states.load({ jobName: "scripted", key: "" });
    const kept = rows().map(({ params: _own, ...row }) => row);
    const told = events.map((event) => ("run" in event ? { ...event, run: { ...event.run, params: null } } : event));
    const text = JSON.stringify([kept, state, told], (_key, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    for (const value of [TOKEN, CRON, REDIS].flatMap(spellings))
      expect(text).not.toContain(JSON.stringify(value).slice(1, -1));
    expect(text).toContain(MASK);
  });

  it("a number that is a secret is masked where it is a number, too", async () => {
    const redact = createRedact(["4711"]);
    const { engine } = memoryEngine([leaky(() => ({ ...ok, pin: 4711, count: 47110, other: 4712 }))], { redact });
    const answer = await engine.run(request({ params: { keys: [] } }));
    expect(answer).toMatchObject({ run: { result: { pin: MASK, other: 4712 } } });
  });

  it("a secret of a few characters is masked where it stands alone and tears no word apart", () => {
    const redact = createRedact(["abc"]);
    expect(redact("abc, x=abc; fabcd ábc abc9")).toBe(`${MASK}, x=${MASK}; fabcd ábc abc9`);
    expect(createRedact([""])("a")).toBe("a");
  });
});

describe("fault C3: what the environment holds", () => {
  it.each([
    [{ CRON_SECRET: "0123456789abcdef" }, ["0123456789abcdef"]],
    [{ DATABASE_URL: "postgresql://belfry:p%40ss@db/belfry" }, ["p%40ss", "p@ss"]],
    [{ TOKEN_KEYS: "k1:aaaaaaaaaa,k2:bbbbbbbbbb" }, ["k1:aaaaaaaaaa,k2:bbbbbbbbbb", "aaaaaaaaaa", "bbbbbbbbbb"]],
    [{ SHOP_API_KEY: "not-one-of-ours" }, ["not-one-of-ours"]],
    [{ SLACK_WEBHOOK_URL: "https://hooks.example/T0/B0/x" }, ["https://hooks.example/T0/B0/x"]],
    [
      { TOKEN_TYPE: "bearer", NEXT_PUBLIC_API_KEY: "shown-to-everybody", HOME: "/root", SMTP_URL: "smtp://mail:25" },
      [],
    ],
  ])("%j gives %j", (source, expected) => {
    expect(secretsIn(source)).toEqual(expected);
  });
});

describe("fault C3: parameters are masked by their schema, at any depth", () => {
  const node: z.ZodType = z.strictObject({
    key: secret(z.string()),
    get next() {
      return node.nullable().optional();
    },
  });
  const cases: [string, z.ZodObject, { [key: string]: unknown }, unknown][] = [
    ["nullable", z.strictObject({ a: secret(z.string()).nullable() }), { a: "x1" }, { a: MASK }],
    ["null", z.strictObject({ a: secret(z.string()).nullable() }), { a: null }, { a: null }],
    ["optional with a default", z.strictObject({ a: secret(z.string()).default("d") }), { a: "x1" }, { a: MASK }],
    ["array", z.strictObject({ a: z.array(secret(z.string())) }), { a: ["x", "y"] }, { a: [MASK, MASK] }],
    ["tuple", z.strictObject({ a: z.tuple([z.string(), secret(z.string())]) }), { a: ["x", "y"] }, { a: ["x", MASK] }],
    [
      "nested",
      z.strictObject({ a: z.strictObject({ b: secret(z.string()), c: z.int() }) }),
      { a: { b: "x", c: 1 } },
      { a: { b: MASK, c: 1 } },
    ],
    ["record", z.strictObject({ a: z.record(z.string(), secret(z.string())) }), { a: { b: "x" } }, { a: { b: MASK } }],
    [
      "union",
      z.strictObject({ a: z.union([z.int(), z.strictObject({ t: secret(z.string()), u: z.string() })]) }),
      { a: { t: "x", u: "y" } },
      { a: { t: MASK, u: "y" } },
    ],
    [
      "discriminated union",
      z.strictObject({
        a: z.discriminatedUnion("k", [
          z.strictObject({ k: z.literal("o") }),
          z.strictObject({ k: z.literal("s"), t: secret(z.string()) }),
        ]),
      }),
      { a: { k: "s", t: "x" } },
      { a: { k: "s", t: MASK } },
    ],
    [
      "intersection",
      z.strictObject({ a: z.looseObject({ b: z.string() }).and(z.looseObject({ c: secret(z.string()) })) }),
      { a: { b: "x", c: "y" } },
      { a: { b: "x", c: MASK } },
    ],
    [
      "a whole object",
      z.strictObject({ a: secret(z.strictObject({ b: z.string() })) }),
      { a: { b: "x" } },
      { a: MASK },
    ],
    [
      "recursive",
      z.strictObject({ a: node }),
      { a: { key: "x", next: { key: "y", next: null } } },
      { a: { key: MASK, next: { key: MASK, next: null } } },
    ],
    ["transformed", z.strictObject({ a: secret(z.string()).transform(String) }), { a: "x1" }, { a: MASK }],
    [
      "free JSON",
      z.strictObject({ a: z.json(), b: z.unknown() }),
      { a: { b: ["x"] }, b: { c: 1 } },
      { a: { b: ["x"] }, b: { c: 1 } },
    ],
    [
      "unknown to the schema of today",
      z.strictObject({ a: z.string() }),
      { a: "x", gone: { b: "y" } },
      { a: "x", gone: { b: MASK } },
    ],
    [
      "the wish for debug lines",
      z.strictObject({ a: secret(z.string()) }),
      { a: "x", debug: true },
      { a: MASK, debug: true },
    ],
  ];

  it.each(cases)("%s", (_, params, given, expected) => {
    const job = { params } as unknown as AnyJob;
    expect(maskSecrets(job, given as never)).toEqual(expected);
    expect(unmaskSecrets(job, expected as never, given as never)).toEqual(given);
  });

  it("a job that left the registry can't tell its secrets: everything is masked", () => {
    expect(maskSecrets(null, { a: "x", b: { c: [1, null] }, debug: true })).toEqual({
      a: MASK,
      b: { c: [MASK, null] },
      debug: true,
    });
  });

  it("the values themselves are found as text, and a form shows nothing of a field that has one inside", () => {
    const params = z.strictObject({ a: z.strictObject({ b: secret(z.union([z.string(), z.int()])) }), c: z.string() });
    expect(secretValues(params, { a: { b: 4711 }, c: "open" })).toEqual(["4711"]);
    expect([holdsSecret(params, "a"), holdsSecret(params, "c")]).toEqual([true, false]);
    expect(holdsSecret(z.strictObject({ a: node }), "a")).toBe(true);
  });
});
