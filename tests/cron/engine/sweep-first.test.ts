import { expect, it } from "vitest";
import { forwarding } from "../../support/forwarding.ts";
import { memoryEngine, request } from "../../support/memory-engine.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";

it("fault A15: a sweep that fails before a delivery does not refuse the delivery", async () => {
  const { engine, events } = memoryEngine([scriptedJob([step.ok()]).job], {
    wrap: (runs) => forwarding(runs, { rescue: () => Promise.reject(new Error("a row that cannot be read")) }),
  });
  const call = engine.invoke();
  expect(await engine.sweepIfDue(call)).toMatchObject({ rescued: 0, claimed: 0 });
  expect(await engine.run(request(), call)).toMatchObject({ kind: "ended", run: { status: "completed" } });
  expect(events).toContainEqual(expect.objectContaining({ type: "store_failed", operation: "sweep" }));
});
