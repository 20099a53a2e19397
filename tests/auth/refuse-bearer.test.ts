import { describe, expect, it } from "vitest";
import { FailureLimit } from "../../lib/auth/refuse-bearer.ts";

const options = { limit: 2, windowMs: 60_000, capacity: 3 };

describe("FailureLimit", () => {
  it("lets the limit pass, then says how long to wait, and forgets with the window", () => {
    const failures = new FailureLimit(options);
    expect([failures.fail("a", 0), failures.fail("a", 1), failures.fail("a", 15_000)]).toEqual([null, null, 45]);
    expect(failures.fail("a", 60_000)).toBeNull();
  });

  it("counts each key by itself", () => {
    const failures = new FailureLimit(options);
    for (let n = 0; n < 3; n++) failures.fail("a", 0);
    expect(failures.fail("b", 0)).toBeNull();
  });

  it("keeps no more keys than its capacity: the oldest window goes first", () => {
    const failures = new FailureLimit(options);
    for (const key of ["a", "a", "b", "c", "d"]) failures.fail(key, 0);
    expect(failures.fail("a", 0)).toBeNull();
    expect(failures.fail("d", 0)).toBeNull();
    expect(failures.fail("d", 0)).toBe(60);
  });
});
