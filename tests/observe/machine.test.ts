import { expect, it } from "vitest";
import { createRandomBytes } from "../../lib/observe/machine.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

it("never gives the same bytes twice, however often its pool is filled", () => {
  const draw = createRandomBytes();
  const drawn = Array.from({ length: 2_000 }, () => draw(16));
  expect(new Set(drawn.map(hex)).size).toBe(2_000);
});

it("leaves what it gave alone when the pool is filled anew", () => {
  const draw = createRandomBytes();
  const first = draw(16);
  const before = hex(first);
  for (let draws = 0; draws < 1_000; draws++) draw(16);
  expect(hex(first)).toBe(before);
});

it("gives as many bytes as were asked for, more than its pool holds included", () => {
  const draw = createRandomBytes();
  expect([1, 16, 4_096, 100_000].map((count) => draw(count).length)).toEqual([1, 16, 4_096, 100_000]);
});
