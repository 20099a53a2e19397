import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RunAnswer } from "../../lib/cron/engine.ts";
import { plainRequest } from "../support/engine-process.ts";
import { FaultBench } from "../support/fault-bench.ts";

vi.setConfig({ testTimeout: 120_000 });

let bench: FaultBench;
beforeEach(async () => {
  bench = await FaultBench.open();
});
afterEach(() => bench.close());

test("200 simultaneous deliveries of one slot over 3 processes are one run and 199 duplicates that name it", async () => {
  const processes = await bench.startMany(3);
  const delivery = { kind: "scheduled", scheduleId: "job:yearly" } as const;
  const request = plainRequest("yearly", {}, { trigger: "platform", delivery });
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => processes[n % 3]?.run(request) as Promise<RunAnswer>),
  );

  const row = await bench.onlyRow();
  expect(row).toMatchObject({ status: "completed", deliveries: 200, attempts: 1 });
  const duplicates = answers.filter((answer) => answer.kind === "skipped" && answer.reason === "duplicate_slot");
  expect(duplicates).toHaveLength(199);
  expect(new Set(duplicates.map((answer) => answer.kind === "skipped" && answer.runId))).toEqual(new Set([row.id]));
  expect(answers.filter((answer) => answer.kind === "ended")).toHaveLength(1);
  expect(bench.effects.all().filter(({ what }) => what === "begin")).toHaveLength(1);
});
