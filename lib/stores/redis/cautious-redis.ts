import type { Redis } from "@upstash/redis";
import type { Clock } from "../../cron/words/clock.ts";

/** Redis may only ever save a trip to the database: one that is slower than this is of no use. */
const LIMIT_MS = 500;
/** After a failure it is left alone for so long, or each delivery of an outage would wait for the limit. */
const REST_MS = 5_000;

interface CautiousParts {
  url: string;
  token: string;
  clock: Pick<Clock, "monotonicMs">;
  /** Told once for each time that it cannot be used, with why, and with null when it can again. */
  tell(problem: string | null): void;
}

/**
 * The client with the manners that it lacks: it is loaded when it is first needed, asks once and waits half a second at
 * most, and after a failure nobody asks for a while. What it cannot say is null: whoever asks goes on without.
 */
export class CautiousRedis {
  readonly #parts: CautiousParts;
  #loading: Promise<Redis> | null = null;
  #degraded = false;
  #restsUntilMs = 0;

  constructor(parts: CautiousParts) {
    this.#parts = parts;
  }

  /** What `work` answers, or null when Redis is away, slow or odd. Never rejects. */
  async ask<Answer>(work: (redis: Redis) => Promise<Answer>): Promise<Answer | null> {
    const { clock, tell } = this.#parts;
    if (clock.monotonicMs() < this.#restsUntilMs) return null;
    try {
      const answer = await work(await this.#load());
      if (this.#degraded) tell(null);
      this.#degraded = false;
      return answer;
    } catch (error) {
      this.distrust(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /** What it said makes no sense, or it said nothing. */
  distrust(problem: string): void {
    const { clock, tell } = this.#parts;
    this.#restsUntilMs = clock.monotonicMs() + REST_MS;
    if (!this.#degraded) tell(problem);
    this.#degraded = true;
  }

  #load(): Promise<Redis> {
    const { url, token } = this.#parts;
    this.#loading ??= import("@upstash/redis").then(
      (sdk) =>
        new sdk.Redis({
          url,
          token,
          retry: false,
          enableTelemetry: false,
          automaticDeserialization: false,
          // As a function: given as a value, an aborted signal would come back as an answer.
          signal: () => AbortSignal.timeout(LIMIT_MS),
        }),
    );
    return this.#loading;
  }
}
