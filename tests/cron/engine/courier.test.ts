import { expect, it } from "vitest";
import { Courier } from "../../../lib/cron/engine/courier.ts";
import type { RunCrew } from "../../../lib/cron/engine/run-crew.ts";
import { createEvents } from "../../../lib/cron/ports/events.ts";
import type { EngineParts } from "../../../lib/cron/ports/parts.ts";
import type { CarriedRun, RunQueue } from "../../../lib/cron/ports/queue.ts";

it("fault A14: a backfill's run that is handed back or rescued goes to the backfills, not among the live ones", async () => {
  const sent: CarriedRun[] = [];
  const queue = { send: async (runs: readonly CarriedRun[]) => void sent.push(...runs) } as unknown as RunQueue;
  const events = createEvents((error) => {
    throw error;
  });
  const courier = new Courier({ events } as EngineParts, queue, {} as RunCrew);
  const waiting = { type: "run_waiting", jobName: "j", status: "retrying", reason: "retry", retryInMs: 7 } as const;
  events.emit({ ...waiting, runId: "handed-back", trigger: "backfill" });
  events.emit({ ...waiting, runId: "live", trigger: "schedule" });
  const rescued = { jobName: "j", status: "retrying" } as const;
  events.emit({
    type: "runs_rescued",
    runs: [
      { ...rescued, runId: "rescued", trigger: "backfill" },
      { ...rescued, runId: "abandoned", trigger: "backfill", status: "abandoned" },
    ],
  });
  await courier.settled();
  expect(sent).toEqual([
    { runId: "handed-back", dueInMs: 7, backfill: true },
    { runId: "live", dueInMs: 7, backfill: false },
    { runId: "rescued", dueInMs: 0, backfill: true },
  ]);
});
