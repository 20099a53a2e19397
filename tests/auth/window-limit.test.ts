import { describe, expect, it } from "vitest";
import { WindowLimit } from "../../lib/auth/window-limit.ts";

const options = { limit: 2, windowMs: 60_000, capacity: 3 };

describe("WindowLimit", () => {
  it("lets the limit pass, then says how long to wait, and forgets with the window", () => {
    const times = new WindowLimit(options);
    expect([times.count("a", 0), times.count("a", 1), times.count("a", 15_000)]).toEqual([null, null, 45]);
    expect(times.count("a", 60_000)).toBeNull();
  });

  it("counts each key by itself", () => {
    const times = new WindowLimit(options);
    for (let n = 0; n < 3; n++) times.count("a", 0);
    expect(times.count("b", 0)).toBeNull();
  });

  it("keeps no more keys than its capacity: the oldest window goes first", () => {
    const times = new WindowLimit(options);
    for (const key of ["a", "a", "b", "c", "d"]) times.count(key, 0);
    expect(times.count("a", 0)).toBeNull();
    expect(times.count("d", 0)).toBeNull();
    expect(times.count("d", 0)).toBe(60);
  });
});
