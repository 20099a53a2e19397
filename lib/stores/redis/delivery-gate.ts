import { createHash } from "node:crypto";
import type { DeliveredRun, DeliveryGate, GateAnswer } from "../../cron/ports/gate.ts";
import type { Clock } from "../../cron/words/clock.ts";
import { isOneOf, RUN_STATUSES } from "../../cron/words/vocabulary.ts";
import type { CautiousRedis } from "./cautious-redis.ts";

/** Whoever claimed a delivery has so long to say what the store made of it; then the next one asks. */
const CLAIM_MS = 5_000;
/** For so long a first run is remembered. Short: what is asked anew costs one question, what is remembered wrongly a run. */
const KNOWN_MS = 30_000;
/** Others look this often, and for so long, at what the claimant found. */
const LOOK_MS = 25;
const PATIENCE_MS = 500;

/** Only what still is as we left it: a claim that ran out may be another's by now. */
const REPLACE = `if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("set", KEYS[1], ARGV[2], "PX", ARGV[3]) end
return false`;
const REMOVE = `if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end
return 0`;

interface GateParts {
  redis: Pick<CautiousRedis, "ask" | "distrust">;
  clock: Pick<Clock, "monotonicMs" | "sleep">;
  randomBytes: (count: number) => Uint8Array;
  /** Equal in all processes of one installation, and in no other: several may share a Redis. */
  installation: string;
}

/** What one process found out about a delivery, for those of it that came meanwhile; null: each asks by itself. */
type Finding = Promise<DeliveredRun | null>;

/**
 * The gate over Redis. Of equal deliveries the first claims the key (a random token, set only where there is none), asks
 * the store and leaves the run's id there; the others are answered by it. In one process only one looks at a time. Redis
 * may lose, delay or mix up anything: at worst the store is asked as often as it would be without.
 */
export class RedisDeliveryGate implements DeliveryGate {
  readonly #parts: GateParts;
  readonly #findings = new Map<string, Finding>();

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  async enter(delivery: string): Promise<GateAnswer> {
    const key = this.#keyOf(delivery);
    const finding = this.#findings.get(key);
    if (finding) return answerOf(await finding);
    const { promise, resolve } = Promise.withResolvers<DeliveredRun | null>();
    this.#findings.set(key, promise);
    const found = (first: DeliveredRun | null) => {
      this.#findings.delete(key);
      resolve(first);
    };
    const claim = await this.#claim(key);
    if (claim.kind === "known") found(claim.first);
    return claim.kind === "known" ? claim : { kind: "ask", tell: this.#teller(key, claim.value, found) };
  }

  /** The claim's value where this process has it now, null where nobody can say. */
  async #claim(key: string): Promise<{ kind: "known"; first: DeliveredRun } | { kind: "ask"; value: string | null }> {
    const value = `claim:${Buffer.from(this.#parts.randomBytes(16)).toString("hex")}`;
    const set = await this.#parts.redis.ask(async (redis) => ({
      answer: (await redis.set(key, value, { nx: true, px: CLAIM_MS })) as unknown,
    }));
    if (set === null) return { kind: "ask", value: null };
    if (set.answer === "OK") return { kind: "ask", value };
    if (set.answer !== null) this.#parts.redis.distrust(`SET answered ${JSON.stringify(set.answer)}`);
    const first = set.answer === null ? await this.#look(key, value) : null;
    if (first === "own") return { kind: "ask", value };
    return first ? { kind: "known", first } : { kind: "ask", value: null };
  }

  /** What another one left there, once it has; null when nothing comes of it in time. */
  async #look(key: string, own: string): Promise<DeliveredRun | "own" | null> {
    const { clock, redis } = this.#parts;
    for (const sinceMs = clock.monotonicMs(); clock.monotonicMs() - sinceMs < PATIENCE_MS; await clock.sleep(LOOK_MS)) {
      const value = await redis.ask(async (client) => ({ text: (await client.get(key)) as unknown }));
      if (typeof value?.text !== "string") return null;
      if (value.text === own) return "own"; // our own SET was done, and its answer was another one's
      if (!value.text.startsWith("claim:")) return readFirst(value.text, key);
    }
    return null;
  }

  #teller(key: string, claimed: string | null, found: (first: DeliveredRun | null) => void) {
    let value = claimed;
    return (first: DeliveredRun | null): void => {
      found(first);
      if (value === null) return;
      const before = value;
      value = first && writeFirst(first, key);
      void this.#parts.redis.ask((redis) =>
        value === null
          ? redis.eval(REMOVE, [key], [before])
          : redis.eval(REPLACE, [key], [before, value, String(KNOWN_MS)]),
      );
    };
  }

  #keyOf(delivery: string): string {
    const hash = createHash("sha256").update(`${this.#parts.installation}\n${delivery}`).digest("base64url");
    return `belfry:delivery:${hash}`;
  }
}

function answerOf(first: DeliveredRun | null): GateAnswer {
  return first ? { kind: "known", first } : { kind: "ask", tell: () => undefined };
}

/** With its own key: an answer that belongs to another question is none. */
const writeFirst = ({ runId, status }: DeliveredRun, key: string) => `run:${key}:${runId}:${status}`;

const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readFirst(value: string, key: string): DeliveredRun | null {
  if (!value.startsWith(`run:${key}:`)) return null;
  const [runId = "", status = "", ...rest] = value.slice(`run:${key}:`.length).split(":");
  return RUN_ID.test(runId) && isOneOf(RUN_STATUSES, status) && rest.length === 0 ? { runId, status } : null;
}
