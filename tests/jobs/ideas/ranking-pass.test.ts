import { expect, test } from "vitest";
import type { StateView } from "../../../lib/cron/jobs/context.ts";
import { afterPage, planPass, type RankingState } from "../../../lib/jobs/ideas/ranking-pass.ts";

const FIRST = "00000000-0000-0000-0000-000000000000";
const LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const MIDDLE = "80000000-0000-4000-8000-000000000000";
const THIS_RUN = "11111111-1111-4111-8111-111111111111";
const OTHER_RUN = "22222222-2222-4222-8222-222222222222";

const all = [{ after: FIRST, until: LAST }];
const present = (value: RankingState): StateView<RankingState> => ({ kind: "present", value, epoch: 0 });
const brokenOff = (runId: string) => ({ runId, remaining: [{ after: MIDDLE, until: LAST }], total: 40, changed: 4 });
const finished = (runId: string) => ({ runId, remaining: [], total: 80, changed: 8 });

test.each([
  ["nothing saved", { kind: "absent", epoch: 0 } as const, all, 0],
  ["a broken state", { kind: "broken", problem: "remaining: expected array", epoch: 0 } as const, all, 0],
  ["another run's finished pass", present(finished(OTHER_RUN)), all, 0],
  ["this run's own pass", present(brokenOff(THIS_RUN)), [{ after: MIDDLE, until: LAST }], 40],
  ["this run's finished pass", present(finished(THIS_RUN)), [], 80],
  [
    "another run's pass broken off",
    present(brokenOff(OTHER_RUN)),
    [
      { after: MIDDLE, until: LAST },
      { after: FIRST, until: MIDDLE },
    ],
    0,
  ],
])("a run that finds %s has the right ranges before it", (_, stored, remaining, total) => {
  expect(planPass(THIS_RUN, stored)).toMatchObject({ runId: THIS_RUN, remaining, total });
});

test("a page that ends inside its range leaves the rest of it", () => {
  const pass = planPass(THIS_RUN, { kind: "absent", epoch: 0 });
  expect(afterPage(pass, { until: MIDDLE, size: 10, changed: 3 })).toEqual({
    runId: THIS_RUN,
    remaining: [{ after: MIDDLE, until: LAST }],
    total: 10,
    changed: 3,
  });
});

test("a page that ends with its range goes on to the next range, and the last one ends the pass", () => {
  const pass = planPass(THIS_RUN, present(brokenOff(OTHER_RUN)));
  const wrapped = afterPage(pass, { until: LAST, size: 5, changed: 1 });
  expect(wrapped.remaining).toEqual([{ after: FIRST, until: MIDDLE }]);
  expect(afterPage(wrapped, { until: MIDDLE, size: 6, changed: 2 })).toMatchObject({
    remaining: [],
    total: 11,
    changed: 3,
  });
});
