import { describe, expect, it } from "vitest";
import type { JobResult } from "../../../lib/cron/jobs/define-job.ts";
import { settle } from "../../support/fake-clock.ts";
import { firstRow, memoryEngine, request } from "../../support/memory-engine.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";

describe("overlap", () => {
  it("queue: one waits and begins as soon as the holder has ended", async () => {
    const { promise, resolve } = Promise.withResolvers<JobResult>();
    const script = scriptedJob([step.ignoreAbort(promise), step.ok()], { overlap: "queue" });
    const { engine, rows } = memoryEngine([script.job]);
    const first = engine.run(request());
    await settle();
    expect(await engine.run(request())).toMatchObject({ kind: "waiting", status: "queued" });
    expect(await engine.run(request())).toMatchObject({ kind: "skipped", reason: "already_running" });
    resolve(ok);
    await first;
    await settle();
    expect(rows().map((row) => row.status)).toEqual(["completed", "completed"]);
  });

  it("replace: the holder is cancelled and the newest begins when it has stopped", async () => {
    const script = scriptedJob([step.hang(), step.ok()], { overlap: "replace" });
    const { engine, clock, rows } = memoryEngine([script.job]);
    const first = engine.run(request());
    await settle();
    await engine.run(request());
    await engine.run(request());
    await clock.advance(2_000);
    expect(await first).toMatchObject({ run: { status: "cancelled" } });
    expect(rows().map((row) => row.status)).toEqual(["cancelled", "cancelled", "completed"]);
  });

  it("allow: as many as the job's concurrency, and no more", async () => {
    const script = scriptedJob([step.hang()], { overlap: "allow", concurrency: 2 });
    const { engine } = memoryEngine([script.job]);
    const answers = await Promise.all([1, 2, 3].map(() => engine.begin(request())));
    expect(answers.map((answer) => answer.kind)).toEqual(["begun", "begun", "skipped"]);
  });
});

describe("a slot", () => {
  it("runs once, and its repeats name the first run", async () => {
    const script = scriptedJob([step.ok()], { schedule: { kind: "cron", expression: "0 * * * *", timezone: "UTC" } });
    const { engine, rows } = memoryEngine([script.job]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => engine.run(request({ slot: true }))));
    const ended = answers.filter((answer) => answer.kind === "ended");
    expect(ended).toHaveLength(1);
    expect(answers.filter((answer) => answer.kind === "skipped" && answer.reason === "duplicate_slot")).toHaveLength(
      49,
    );
    expect(rows()).toHaveLength(1);
    expect(firstRow(rows())).toMatchObject({ deliveries: 50, scheduledFor: new Date("2026-11-21T09:00:00Z") });
  });

  it("is the next one for a delivery that comes two seconds early", async () => {
    const script = scriptedJob([step.ok()], { schedule: { kind: "cron", expression: "0 * * * *", timezone: "UTC" } });
    const { engine, clock, rows } = memoryEngine([script.job]);
    await engine.run(request({ slot: true }));
    await clock.advance(3_598_000);
    await engine.run(request({ slot: true }));
    expect(rows().map((row) => row.scheduledFor?.toISOString())).toEqual([
      "2026-11-21T09:00:00.000Z",
      "2026-11-21T10:00:00.000Z",
    ]);
  });
});
