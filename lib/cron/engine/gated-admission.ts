import type { DeliveredRun, DeliveryGate } from "../ports/gate.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { AdmitAnswer, AdmitRequest } from "../ports/runs.ts";
import type { Invocation } from "../runs/invocation.ts";
import { askForAdmission } from "./admit.ts";

/**
 * So shortly before a schedule's next slot the store may take a delivery for that one, and a skewed clock may not see it
 * coming: which slot it stands for only the store can say.
 */
const NEXT_SLOT_MARGIN_MS = 20_000;
/** Repeats that the gate turned away are counted on their run together. */
const COUNT_AFTER_MS = 200;

/**
 * What makes two deliveries the same without asking the store: the slot or the caller's own key. Null for a delivery
 * that stands for neither, or for a slot that only the store can name.
 */
export function deliveryKey({ jobName, slot, requestKey }: AdmitRequest, now: Date): string | null {
  if (requestKey !== null) return `request:${jobName}:${requestKey}`;
  if (!slot?.previous) return null;
  const leftMs = slot.next === null ? Number.POSITIVE_INFINITY : slot.next.getTime() - now.getTime();
  return leftMs < NEXT_SLOT_MARGIN_MS ? null : `slot:${slot.scheduleId}:${slot.previous.toISOString()}`;
}

/** Admissions behind a gate: what it knows is answered without the store, and counted on the run a moment later. */
export class GatedAdmission {
  readonly #parts: EngineParts;
  readonly #gate: DeliveryGate;
  /** Of the runs that this process holds: how their gate is told that they ended. */
  readonly #tellings = new Map<string, (first: DeliveredRun) => void>();
  readonly #repeats = new Map<string, number>();
  readonly #counting = new Set<Promise<void>>();

  constructor(parts: EngineParts, gate: DeliveryGate) {
    this.#parts = parts;
    this.#gate = gate;
    parts.events.subscribe((event) => {
      if (event.type === "run_ended") this.#toldEnding({ runId: event.run.id, status: event.run.status });
      else if (event.type === "run_lost") this.#tellings.delete(event.run.id);
      else if (event.type === "run_waiting") this.#tellings.delete(event.runId);
    });
  }

  /** Like `askForAdmission`. @param invocation in which the repeats are counted, too */
  async ask(request: AdmitRequest, invocation: Invocation): Promise<AdmitAnswer> {
    const key = deliveryKey(request, this.#parts.clock.now());
    if (key === null) return askForAdmission(this.#parts, request);
    const gate = await this.#gate.enter(key);
    if (gate.kind === "known") {
      this.#count(gate.first.runId, invocation);
      return { outcome: "duplicate", ...gate.first };
    }
    try {
      const answer = await askForAdmission(this.#parts, request);
      if (answer.outcome === "started") this.#tellings.set(answer.run.id, gate.tell);
      gate.tell(firstOf(answer));
      return answer;
    } catch (error) {
      gate.tell(null);
      throw error;
    }
  }

  /** Resolves when every repeat so far is counted; never rejects. */
  async settled(): Promise<void> {
    await Promise.all(this.#counting);
  }

  #toldEnding(first: DeliveredRun): void {
    this.#tellings.get(first.runId)?.(first);
    this.#tellings.delete(first.runId);
  }

  #count(runId: string, invocation: Invocation): void {
    const counted = this.#repeats.get(runId);
    this.#repeats.set(runId, (counted ?? 0) + 1);
    if (counted !== undefined) return;
    const count = invocation.begin(this.#writeCount(runId));
    this.#counting.add(count);
    void count.then(() => this.#counting.delete(count));
  }

  async #writeCount(runId: string): Promise<void> {
    const { clock, runs, events } = this.#parts;
    await clock.sleep(COUNT_AFTER_MS);
    const count = this.#repeats.get(runId) ?? 0;
    this.#repeats.delete(runId);
    try {
      await runs.countDeliveries(runId, count);
    } catch (error) {
      events.emit({ type: "store_failed", operation: "count of deliveries", error });
    }
  }
}

function firstOf(answer: AdmitAnswer): DeliveredRun | null {
  switch (answer.outcome) {
    case "started":
      return { runId: answer.run.id, status: "started" };
    case "queued":
      return { runId: answer.runId, status: "queued" };
    case "duplicate":
      return { runId: answer.runId, status: answer.status };
    case "skipped":
      return answer.runId === null ? null : { runId: answer.runId, status: "skipped" };
  }
}
