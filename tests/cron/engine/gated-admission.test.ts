import { describe, expect, test } from "vitest";
import { deliveryKey } from "../../../lib/cron/engine/gated-admission.ts";
import type { DeliveredRun, DeliveryGate, GateAnswer } from "../../../lib/cron/ports/gate.ts";
import type { AdmitRequest, SlotRequest } from "../../../lib/cron/ports/runs.ts";
import { memoryEngine } from "../../support/memory-engine.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";

const NINE = new Date("2026-11-27T09:00:00Z");
const TEN = new Date("2026-11-27T10:00:00Z");
const at = (secondsBeforeTen: number) => new Date(TEN.getTime() - secondsBeforeTen * 1000);

describe("what makes two deliveries the same before the store is asked", () => {
  const hourly: SlotRequest = { scheduleId: "job:hourly", previous: NINE, next: TEN };
  const keyOf = (asked: Partial<AdmitRequest>, now = at(1800)) =>
    deliveryKey({ jobName: "hourly", slot: null, requestKey: null, ...asked } as AdmitRequest, now);

  test("is the schedule with its slot, or the job with the caller's own key", () => {
    expect(keyOf({ slot: hourly })).toBe("slot:job:hourly:2026-11-27T09:00:00.000Z");
    expect(keyOf({ requestKey: "k" })).toBe("request:hourly:k");
    expect(keyOf({})).toBeNull();
  });

  test("is for the store to say so shortly before the next slot, which the delivery may stand for", () => {
    expect(keyOf({ slot: hourly }, at(21))).not.toBeNull();
    expect(keyOf({ slot: hourly }, at(19))).toBeNull();
    expect(keyOf({ slot: { ...hourly, next: null } }, at(1))).not.toBeNull();
    expect(keyOf({ slot: { ...hourly, previous: null } })).toBeNull();
  });
});

/** Knows what the test says, and keeps what it is told. */
function scriptedGate(known: DeliveredRun | null) {
  const told: (DeliveredRun | null)[] = [];
  const answer: GateAnswer = known
    ? { kind: "known", first: known }
    : { kind: "ask", tell: (first) => void told.push(first) };
  const gate: DeliveryGate = { enter: async () => answer };
  return { gate, told };
}

const request = { job: "scripted", params: {}, trigger: "http", actor: null } as const;
const keyed = { ...request, delivery: { kind: "request", key: "k" } } as const;

describe("an engine behind a gate", () => {
  test("tells it the run that the store admitted, and how that ended", async () => {
    const { gate, told } = scriptedGate(null);
    const { engine } = memoryEngine([scriptedJob([step.ok()]).job], { gate });
    const answer = await engine.run(keyed);
    const runId = answer.kind === "ended" ? answer.run.id : "";
    expect(told).toEqual([
      { runId, status: "started" },
      { runId, status: "completed" },
    ]);
  });

  test("asks it about nothing that stands for no delivery", async () => {
    const { gate, told } = scriptedGate({ runId: "another", status: "started" });
    const { engine } = memoryEngine([scriptedJob([step.ok()]).job], { gate });
    expect(await engine.run({ ...request, delivery: { kind: "none" } })).toMatchObject({ kind: "ended" });
    expect(told).toEqual([]);
  });

  test("tells it that nothing came of a delivery whose admission failed", async () => {
    const { gate, told } = scriptedGate(null);
    const refusing = { admit: () => Promise.reject(new Error("refused")) };
    const { engine } = memoryEngine([scriptedJob([step.ok()]).job], {
      gate,
      wrap: (runs) => Object.assign(Object.create(runs), refusing),
    });
    await expect(engine.run(keyed)).rejects.toThrow("refused");
    expect(told).toEqual([null]);
  });
});
