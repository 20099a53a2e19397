import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJobFor } from "../../../lib/cron/jobs/define-job.ts";
import { createRegistry } from "../../../lib/cron/schedules/registry.ts";
import { memoryEngine, request } from "../../support/memory-engine.ts";
import { ok } from "../../support/scripted-job.ts";

/** A job that writes two lines, and tells what it got. */
function chatty(shape: z.ZodRawShape = {}) {
  const seen: unknown[] = [];
  const keys: unknown[] = [];
  const job = defineJobFor<unknown>()({
    name: "scripted",
    description: "Writes a debug line and another",
    category: "tests",
    schedule: { kind: "none" },
    timeoutSeconds: 60,
    maxAttempts: 1,
    params: z.strictObject({ size: z.number().default(1), ...shape }),
    concurrencyKey: (params) => {
      keys.push(params);
      return JSON.stringify(params);
    },
    handler: async () => ({
      run: async ({ log }, params) => {
        seen.push(params);
        log.debug("a detail");
        log.info("the news");
        return ok;
      },
    }),
  });
  return { job, seen, keys };
}

describe("debug lines", () => {
  it.each([
    [{}, ["the news"]],
    [{ debug: false }, ["the news"]],
    [{ debug: true }, ["a detail", "the news"]],
  ])("of a run with %j: %j is kept and told", async (params, expected) => {
    const { engine, rows, events } = memoryEngine([chatty().job]);
    await engine.run(request({ params }));
    expect(rows().flatMap(({ lines }) => lines.map(({ message }) => message))).toEqual(expected);
    expect(events.flatMap((event) => (event.type === "line" ? event.line.message : []))).toEqual(expected);
  });

  it("the wish stands with the run's parameters; neither the handler nor the key of the lock sees it", async () => {
    const { job, seen, keys } = chatty();
    const { engine, rows } = memoryEngine([job]);
    await engine.run(request({ params: { debug: true } }));
    await engine.run(request());
    expect(rows().map(({ params }) => params)).toEqual([{ size: 1, debug: true }, { size: 1 }]);
    expect(seen).toEqual([{ size: 1 }, { size: 1 }]);
    expect(new Set(keys.map((key) => JSON.stringify(key)))).toEqual(new Set(['{"size":1}']));
  });

  it("anything but true and false is refused, beside what else is wrong", async () => {
    const { engine } = memoryEngine([chatty().job]);
    const refused = engine.run(request({ params: { debug: "yes", size: "big" } }));
    await expect(refused).rejects.toMatchObject({
      issues: [{ path: "debug", message: 'expected true or false, got "yes"' }, { path: "size" }],
    });
  });

  it("a job cannot declare the parameter for itself", () => {
    const { job } = chatty({ debug: z.boolean().default(false) });
    expect(() => createRegistry([job])).toThrow('the parameter "debug" is every job\'s own already');
  });
});
