import { expect, test } from "vitest";
import type { Services } from "../../../../lib/jobs/services.ts";
import { jobContext } from "../../../support/job-context.ts";
import { memoryEngine, request } from "../../../support/memory-engine.ts";
import { run } from "./sample-job.handler.ts";
import type { SampleJobState } from "./sample-job.schemas.ts";
import { sampleJob } from "./sample-job.ts";

test("an item that fails makes the run partial, and is the only one that the next run works on again", async () => {
  const { engine } = memoryEngine([sampleJob]);
  const order = request({ job: "sample-job", params: { items: ["first", " ", "second"] } });
  expect(await engine.run(order)).toMatchObject({
    run: { status: "partial", result: { processed: 2, failed: 1, skipped: 0, errors: [{ id: " " }] } },
  });
  expect(await engine.run(order)).toMatchObject({ run: { result: { processed: 0, failed: 1, skipped: 2 } } });
});

test("a run without parameters works on the defaults", async () => {
  const { engine } = memoryEngine([sampleJob]);
  const answer = await engine.run(request({ job: "sample-job" }));
  expect(answer).toMatchObject({ run: { status: "completed", result: { processed: 3 } } });
});

test("a run that is stopped throws, so that it is attempted again", async () => {
  const signal = AbortSignal.abort(new Error("stopped"));
  const { ctx } = jobContext<SampleJobState, Services>({ services: {} as Services, signal });
  await expect(run(ctx, { items: ["first"] })).rejects.toThrow("stopped");
});
