import { describe, expect, it } from "vitest";
import { createRedact } from "../../../lib/cron/words/redact.ts";
import { forwarding } from "../../support/forwarding.ts";
import { firstRow, memoryEngine, request, StoreAwayError } from "../../support/memory-engine.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";

type Tell = Parameters<typeof scriptedJob>[0][number];
type Metric = Parameters<Parameters<Tell>[0]["metric"]>;

const tells =
  (metrics: Metric[], end = step.ok()): Tell =>
  (context) => {
    for (const metric of metrics) context.metric(...metric);
    return end(context);
  };

async function run(steps: Tell[], wrap?: Parameters<typeof memoryEngine>[1]) {
  const { engine, rows, clock } = memoryEngine([scriptedJob(steps).job], {
    redact: createRedact(["top-secret-key"]),
    ...wrap,
  });
  const answer = engine.run(request());
  await clock.advance(120_000);
  const row = firstRow(rows());
  return { answer: await answer, row, metrics: [...row.metrics.values()] };
}

describe("ctx.metric", () => {
  it("is kept with the run, and of each name the last value counts", async () => {
    const { metrics } = await run([
      tells([
        ["rows.read", 1],
        ["spend", 12.5, "USD"],
        ["rows.read", 2],
      ]),
    ]);
    expect(metrics).toEqual([
      { name: "rows.read", value: 2, unit: null },
      { name: "spend", value: 12.5, unit: "USD" },
    ]);
  });

  it("is kept whatever becomes of the run, and goes on over its attempts", async () => {
    const boom = step.throws(new Error("no"));
    const { row, metrics } = await run([
      tells([["first", 1]], boom),
      tells([["second", 2]], boom),
      tells([["first", 3]], boom),
    ]);
    expect(row.status).toBe("failed");
    expect(metrics).toEqual([
      { name: "first", value: 3, unit: null },
      { name: "second", value: 2, unit: null },
    ]);
  });

  it("waits for a database that is away, and the newer value wins over the one that was given back", async () => {
    let away = 3;
    const wrap: NonNullable<Parameters<typeof memoryEngine>[1]>["wrap"] = (runs) =>
      forwarding(runs, {
        beat: async (beats) => {
          if (away > 0 && beats.some(({ metrics = [] }) => metrics.length > 0)) {
            away -= 1;
            throw new StoreAwayError("away");
          }
          return await runs.beat(beats);
        },
      });
    const { row, metrics } = await run([tells([["rows", 1]], step.throws(new Error("no"))), tells([["rows", 2]])], {
      wrap,
    });
    expect(row.status).toBe("completed");
    expect(metrics).toEqual([{ name: "rows", value: 2, unit: null }]);
  });

  it.each([
    ["a name in capitals", ["Rows", 1], /expected a name of 1 to 64 lower-case letters.*got "Rows"/],
    ["an endless number", ["rows", Number.NaN], /expected a finite number, got NaN/],
    ["a unit that is a sentence", ["rows", 1, "rows of the table"], /expected a unit of 1 to 16/],
    ["what every run has", ["duration", 1], /recorded of every run by itself/],
    ["a secret for a name", ["top-secret-key", 1], /holds a secret/],
  ] as [string, Metric, RegExp][])("refuses %s at once and for good", async (_name, metric, sentence) => {
    const { row, metrics } = await run([tells([metric])]);
    expect(row).toMatchObject({ status: "failed", attempts: 1 });
    expect(row.error?.message).toMatch(sentence);
    expect(JSON.stringify(row.error)).not.toContain("top-secret-key");
    expect(metrics).toEqual([]);
  });

  it("keeps 20 names of a run and says so of the next one", async () => {
    const many = Array.from({ length: 21 }, (_, index): Metric => [`m${index}`, index]);
    const { row, metrics } = await run([tells(many)]);
    expect(metrics).toHaveLength(20);
    expect(row.error?.message).toBe(
      'ctx.metric: a run keeps 20 metrics at most, and "m20" is one more; use fewer names',
    );
  });

  it("costs a run without metrics no write", async () => {
    const sent: number[] = [];
    const wrap: NonNullable<Parameters<typeof memoryEngine>[1]>["wrap"] = (runs) =>
      forwarding(runs, {
        beat: async (beats) => {
          sent.push(beats.length);
          return await runs.beat(beats);
        },
      });
    const { engine } = memoryEngine([scriptedJob([() => ok]).job], { wrap });
    await engine.run(request());
    expect(sent).toEqual([]);
  });
});
