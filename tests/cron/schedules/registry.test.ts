import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJobFor } from "../../../lib/cron/jobs/define-job.ts";
import type { AnyTask } from "../../../lib/cron/jobs/define-task.ts";
import { createRegistry } from "../../../lib/cron/schedules/registry.ts";
import { every, once } from "../../../lib/cron/time/expressions.ts";
import { byTime, withinSeconds } from "../../../lib/cron/time/finish-by.ts";
import { fanOutJob } from "../../support/fan-out-job.ts";
import { memoryEngine } from "../../support/memory-engine.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";

const named = (changes: Parameters<typeof scriptedJob>[1]) => scriptedJob([step.ok()], changes).job;

describe("the registry", () => {
  it("finds a job by its name and aliases, and nothing that merely exists on objects", () => {
    const registry = createRegistry([named({ name: "health-check", aliases: ["health_check"] })]);
    expect(registry.find("health_check")?.name).toBe("health-check");
    for (const name of ["constructor", "__proto__", "toString", ""]) expect(registry.find(name)).toBeNull();
  });

  it.each<[string, Parameters<typeof scriptedJob>[1][]]>([
    ['"a" is already taken by a', [{ name: "a" }, { name: "a" }]],
    ['"a" is already taken by a', [{ name: "a" }, { name: "b", aliases: ["a"] }]],
    ["the name must match", [{ name: "Bad Name" }]],
    ["never fires", [{ name: "a", schedule: { kind: "cron", expression: "0 0 31 2 *", timezone: "UTC" } }]],
    [
      "not an IANA time zone",
      [{ name: "a", schedule: { kind: "cron", expression: "0 0 * * *", timezone: "Nowhere" } }],
    ],
    ["everySeconds", [{ name: "a", schedule: every(0) }]],
    ["runAt", [{ name: "a", schedule: once(new Date(Number.NaN)) }]],
    ['needs overlap "allow"', [{ name: "a", concurrency: 2 }]],
    ['overlap "allow" needs a concurrency above 1', [{ name: "a", overlap: "allow" }]],
    ["timeoutSeconds", [{ name: "a", timeoutSeconds: 0 }]],
    ["maxAttempts", [{ name: "a", maxAttempts: 1.5 }]],
    ["importance must be one of normal, high", [{ name: "a", importance: "urgent" as "high" }]],
    ["finishBy needs a schedule", [{ name: "a", finishBy: withinSeconds(60) }]],
    ["finishBy must be 1 to", [{ name: "a", schedule: every(60), finishBy: withinSeconds(0) }]],
    ['finishBy must be a time of day as "06:00"', [{ name: "a", schedule: every(60), finishBy: byTime("6:00") }]],
    ["finishBy has the zone", [{ name: "a", schedule: every(60), finishBy: byTime("06:00", "Nowhere") }]],
  ])("refuses to load: %s", (sentence, jobs) => {
    expect(() => createRegistry(jobs.map(named))).toThrow(sentence);
  });

  it.each<[string, Partial<AnyTask>[]]>([
    ["scripted/Bad Name: the task's name must match", [{ name: "Bad Name" }]],
    ["scripted/visit: the job declares another task of this name", [{}, {}]],
    ["scripted/visit: timeoutSeconds", [{ timeoutSeconds: 0 }]],
    ["scripted/visit: maxAttempts", [{ maxAttempts: 0 }]],
    ["scripted/visit: concurrency", [{ concurrency: 1001 }]],
  ])("refuses tasks that are wrong: %s", (sentence, tasks) => {
    const { job, task } = fanOutJob([]);
    const declared = tasks.map((changes) => ({ ...task, ...changes }));
    expect(() => createRegistry([{ ...job, tasks: declared }])).toThrow(sentence);
  });

  it("lists all problems at once", () => {
    expect(() => createRegistry([named({ name: "A" }), named({ name: "b", maxAttempts: 0 })])).toThrow(/A: [\s\S]*b: /);
  });
});

describe("the types of a registry", () => {
  it("refuse a wrong parameter, a wrong name and a wrong type", async () => {
    const convert = defineJobFor<unknown>()({
      name: "convert-images",
      description: "",
      category: "images",
      schedule: { kind: "none" },
      timeoutSeconds: 60,
      maxAttempts: 1,
      params: z.strictObject({ quality: z.number().default(80) }),
      handler: async () => ({ run: async () => ok }),
    });
    const registry = createRegistry([convert]);
    const engine = memoryEngine([...registry.jobs])
      .engine as unknown as import("../../../lib/cron/engine/engine.ts").Engine<typeof registry.jobs>;
    expect(await engine.runNow("convert-images", { quality: 1 })).toMatchObject({ kind: "ended" });
    // @ts-expect-error a parameter that the job does not have
    await expect(engine.runNow("convert-images", { qualty: 1 })).rejects.toThrow("qualty");
    // @ts-expect-error a job that does not exist
    await expect(engine.runNow("convert-image", {})).rejects.toThrow("convert-image");
    // @ts-expect-error a number is expected
    await expect(engine.runNow("convert-images", { quality: "high" })).rejects.toThrow("quality");
  });
});
