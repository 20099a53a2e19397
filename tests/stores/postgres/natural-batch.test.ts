import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type BatchMember, NaturalBatch } from "../../../lib/stores/postgres/natural-batch.ts";

/** A batch whose groups are answered when the test says so. */
function heldBatch(answer: (request: string) => string = (request) => request.toUpperCase()) {
  const groups: string[][] = [];
  const gates: (() => void)[] = [];
  const batch = new NaturalBatch<string, string>({
    encode: (request) => JSON.stringify(request),
    send: async (members: BatchMember<string>[]) => {
      groups.push(members.map(({ request }) => request));
      await new Promise<void>((resolve) => gates.push(resolve));
      return members.map(({ request }) => answer(request));
    },
  });
  const release = async () => {
    gates.shift()?.();
    await setImmediate();
  };
  return { batch, groups, release };
}

describe("a natural batch", () => {
  it("sends a lone member before anything else happens", async () => {
    const { batch, groups, release } = heldBatch();
    const answer = batch.push("a");
    await new Promise<void>((resolve) => process.nextTick(resolve));
    expect(groups).toEqual([["a"]]);
    await release();
    expect(await answer).toBe("A");
  });

  it("sends those that come in one burst together, however deep in promises they ask", async () => {
    const { batch, groups, release } = heldBatch();
    const ask = async (request: string, depth: number): Promise<string> => {
      for (let level = 0; level < depth; level++) await null;
      return batch.push(request);
    };
    const answers = Promise.all([ask("a", 1), ask("b", 5), ask("c", 50)]);
    await setImmediate();
    await release();
    expect(await answers).toEqual(["A", "B", "C"]);
    expect(groups).toEqual([["a", "b", "c"]]);
  });

  it("gathers what comes while a group is under way, one group at a time", async () => {
    const { batch, groups, release } = heldBatch();
    const first = batch.push("a");
    await setImmediate();
    const next = Promise.all([batch.push("b"), batch.push("c")]);
    await setImmediate();
    expect(groups).toEqual([["a"]]);
    await release();
    expect(await first).toBe("A");
    expect(groups).toEqual([["a"], ["b", "c"]]);
    await release();
    expect(await next).toEqual(["B", "C"]);
  });

  it("holds at most 64 members in a group", async () => {
    const { batch, groups, release } = heldBatch();
    const all = Promise.all(Array.from({ length: 130 }, (_, index) => batch.push(`${index}`)));
    for (let group = 0; group < 4; group++) await release();
    await all;
    expect(groups.map((group) => group.length)).toEqual([64, 64, 2]);
  });

  it("holds at most 256 KiB in a group, but always one member", async () => {
    const { batch, groups, release } = heldBatch();
    const sizes = [100_000, 100_000, 100_000, 300_000, 1];
    const all = Promise.all(sizes.map((size) => batch.push("x".repeat(size))));
    for (let group = 0; group < 5; group++) await release();
    await all;
    expect(groups.map((group) => group.map((request) => request.length))).toEqual([
      [100_000, 100_000],
      [100_000],
      [300_000],
      [1],
    ]);
  });

  it("sends a failed group again one by one, so that only the bad member fails", async () => {
    const { batch, groups, release } = heldBatch((request) => {
      if (request === "bad") throw new Error("bad data");
      return request.toUpperCase();
    });
    const settled = Promise.allSettled(["a", "bad", "b"].map((request) => batch.push(request)));
    for (let send = 0; send < 5; send++) await release();
    expect((await settled).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(groups).toEqual([["a", "bad", "b"], ["a"], ["bad"], ["b"]]);
  });

  it("fails a whole group at once when the database is away", async () => {
    const { batch, groups, release } = heldBatch(() => {
      throw Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    });
    const settled = Promise.allSettled(["a", "b"].map((request) => batch.push(request)));
    for (let send = 0; send < 2; send++) await release();
    expect((await settled).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(groups).toEqual([["a", "b"]]);
  });
});
