import type { RunStatus } from "../words/vocabulary.ts";

/** The run (or refusal) that stands for a delivery, and what it was when it was last looked at. */
export interface DeliveredRun {
  runId: string;
  status: RunStatus;
}

export type GateAnswer =
  /** The store has admitted this delivery before, moments ago. */
  | { kind: "known"; first: DeliveredRun }
  /**
   * The store decides. It must be told what it said: null where no row came of it. What is told again later (the run has
   * ended) replaces that.
   */
  | { kind: "ask"; tell(first: DeliveredRun | null): void };

/**
 * Stands in front of the store for deliveries that come many times at once. It only saves questions: what it does not
 * know, or cannot say in time, the store is asked, and the store's unique indexes alone keep one run per delivery.
 */
export interface DeliveryGate {
  /** @param key equal for each time that a delivery comes. Never rejects */
  enter(key: string): Promise<GateAnswer>;
}
