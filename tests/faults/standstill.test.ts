import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DEFAULT_TIMES, plainRequest } from "../support/engine-process.ts";
import { FaultBench } from "../support/fault-bench.ts";
import { OwnPostgres } from "../support/own-postgres.ts";

vi.setConfig({ testTimeout: 300_000 });

const ROUNDS = 5;
const CALLS = 50;
/** Longer than the lease of 20 s. */
const STILL_MS = 21_000;

let postgres: OwnPostgres;
let bench: FaultBench;
beforeEach(async () => {
  postgres = await OwnPostgres.open();
  bench = await FaultBench.open({ url: postgres.url, drop: () => postgres.close() });
});
afterEach(() => bench.close());

describe("fault A1: a database that stands still for longer than a lease under calls in flight", () => {
  test("costs no admitted run anything: each is ended by its handler, none is abandoned", async () => {
    const engines = await bench.startMany(2, { times: DEFAULT_TIMES });
    for (let round = 0; round < ROUNDS; round++) {
      const calls = Array.from({ length: CALLS }, (_, n) => {
        const params = { key: `${round}-${n}`, steps: 1, stepMs: 1 };
        return engines[n % 2]?.run(plainRequest("steps-skip", params));
      });
      await postgres.standStill(STILL_MS);
      // Who found no connection meanwhile was refused before anything was admitted.
      const answers = (await Promise.allSettled(calls)).flatMap((call) =>
        call.status === "fulfilled" ? [call.value?.kind] : [],
      );
      expect(answers.filter((kind) => kind !== "ended")).toEqual([]);
    }
    const rows = await bench.rows();
    expect(rows.length).toBeGreaterThan(ROUNDS);
    expect(
      rows.filter(({ status, attempts, interruptions }) => status !== "completed" || attempts + interruptions !== 1),
    ).toEqual([]);
  });
});
