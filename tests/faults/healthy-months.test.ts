import { afterEach, beforeEach, expect, test } from "vitest";
import { healthyJobs } from "../alerts/support/healthy-jobs.ts";
import { AUTUMN, SPRING, watchMonth } from "../alerts/support/watch-month.ts";
import { type DomainDb, openDomainDb } from "../support/domain-db.ts";

let domain: DomainDb;
beforeEach(async () => {
  domain = await openDomainDb();
});
afterEach(() => domain.close());

test.each([
  ["spring", SPRING, 3],
  ["autumn", AUTUMN, 4],
])(
  "32 healthy jobs say nothing over a month of %s, looked at closely",
  { timeout: 1_200_000 },
  async (_name, month, seed) => {
    const { wrong } = await watchMonth(domain.db, healthyJobs(seed), {
      ...month,
      stepMinutes: 53,
      nightStepMinutes: 3,
    });
    expect(wrong).toEqual({});
  },
);
