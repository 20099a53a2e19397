import { expect, test } from "vitest";
import { z } from "zod";
import { OutcomeWatch } from "../../../lib/cron/engine/outcome-watch.ts";
import { defineJobFor } from "../../../lib/cron/jobs/define-job.ts";
import { createEvents } from "../../../lib/cron/ports/events.ts";
import type { RunOutcome } from "../../../lib/cron/ports/runs.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const job = defineJobFor<null>()({
  name: "short-one",
  description: "Ends soon",
  category: "test",
  schedule: { kind: "none" },
  timeoutSeconds: 60,
  maxAttempts: 1,
  params: z.strictObject({}),
  handler: async () => ({ run: async () => ({ processed: 0, failed: 0, skipped: 0, errors: [] }) }),
});

/** Rows of runs that are being worked on until `endsMs`, and the instants at which they were read. */
function watching(endsMs: number) {
  const clock = new FakeClock();
  const looks: number[] = [];
  const outcomes = async (ids: readonly string[]) => {
    looks.push(clock.monotonicMs());
    return ids.map((id) => outcome(id, clock.monotonicMs() >= endsMs));
  };
  const watch = new OutcomeWatch({ clock, random: () => 0, events: createEvents(() => undefined), runs: { outcomes } });
  return { clock, looks, watch };
}

function outcome(id: string, hasEnded: boolean): RunOutcome {
  const at = new Date("2026-11-21T09:00:00.000Z");
  const known = { id, jobName: job.name, message: null, result: null, error: null, trigger: "code" } as const;
  const times = { scheduledFor: null, startedAt: at, completedAt: hasEnded ? at : null, durationMs: 1, attempts: 1 };
  return { ...known, ...times, status: hasEnded ? "completed" : "started", reason: null };
}

test("whoever waits hears of a run before it is twice as old as it became", async () => {
  for (const endsMs of [5, 35, 90]) {
    const { clock, looks, watch } = watching(endsMs);
    const answer = watch.of(job, "run-1", null);
    await clock.advance(Math.max(10, 2 * endsMs));
    expect(await answer).toMatchObject({ kind: "ended" });
    expect(looks.at(-1)).toBeLessThanOrEqual(Math.max(10, 2 * endsMs));
  }
});

test("a run that takes long is looked at four times a second", async () => {
  const { clock, looks, watch } = watching(60_000);
  void watch.of(job, "run-1", null);
  await clock.advance(20_000);
  const before = looks.length;
  await clock.advance(10_000);
  expect(looks.length - before).toBe(40);
});

test("who comes later is told as soon, beside one who waits for long, and puts nobody off", async () => {
  const { clock, looks, watch } = watching(30_000);
  void watch.of(job, "long", null);
  await clock.advance(20_000);
  const before = clock.monotonicMs();
  for (let index = 0; index < 20; index += 1) {
    void watch.of(job, `newcomer-${index}`, null);
    await clock.advance(3);
  }
  const since = looks.filter((at) => at > before).map((at) => at - before);
  expect(since[0]).toBeLessThanOrEqual(10);
  expect(since.length).toBeGreaterThan(3);
});

test("fault A15: a caller's deadline is kept while the database is away", async () => {
  const clock = new FakeClock();
  const outcomes = () => Promise.reject(new Error("away"));
  const watch = new OutcomeWatch({ clock, random: () => 0, events: createEvents(() => undefined), runs: { outcomes } });
  const [hurried, patient] = [watch.of(job, "hurried", 5_000), watch.of(job, "patient", null)];
  await clock.advance(6_000);
  expect(await hurried).toEqual({ kind: "lost", runId: "hurried", jobName: job.name });
  await clock.advance(60_000 + 30_000);
  expect(await patient).toEqual({ kind: "lost", runId: "patient", jobName: job.name });
});
