import { describe, expect, test } from "vitest";
import type { RunError } from "../../../lib/cron/words/json.ts";
import { eventOfRequest, eventOfRun, type FailedRun, failedItems } from "../../../lib/observe/sentry/error-event.ts";

const at = new Date("2026-11-27T10:00:00Z");
const failed = (error: RunError | null): FailedRun => ({
  id: "0190b6f1-0000-7000-8000-00000000002a",
  jobName: "nightly",
  status: "failed",
  trigger: "schedule",
  attempts: 3,
  message: "It went wrong",
  category: "reports",
  completedAt: at,
  error,
  breadcrumbs: [],
});
const errorWith = (changes: Partial<RunError>): RunError => {
  return { name: "Error", message: "row 12 of 340 is broken", code: null, stack: null, ...changes };
};
const noFrames = () => [];

describe("the event of a failed run", () => {
  test("is the same whoever tells it: its id is the run's", () => {
    const [first, again] = [eventOfRun(failed(null), noFrames), eventOfRun(failed(errorWith({})), noFrames)];
    expect(first.event_id).toBe("0190b6f100007000800000000000002a");
    expect(again.event_id).toBe(first.event_id);
  });

  test("is of one kind with errors of the job that differ in their numbers only", () => {
    const kinds = ["row 12 of 340 is broken", "row 7 of 99 is broken", "column 7 is broken"].map(
      (message) => eventOfRun(failed(errorWith({ message })), noFrames).fingerprint,
    );
    expect(kinds[0]).toEqual(["nightly", "Error: row # of # is broken"]);
    expect(kinds[1]).toEqual(kinds[0]);
    expect(kinds[2]).not.toEqual(kinds[0]);
  });

  test("names status and message where the run has no error, as after a rescue", () => {
    expect(eventOfRun(failed(null), noFrames).exception?.values).toEqual([{ type: "failed", value: "It went wrong" }]);
  });

  test("has each cause as an exception of its own, the deepest first, with our files told from packages", () => {
    const stack =
      "ApiError: refused\n    at call (lib/clients/api.ts:3:4)\nCaused by: TypeError: fetch failed\n    at node_modules/undici/x.js:1:1";
    const parse = (part: string) => {
      const filename = /(?:\(|at )((?:lib|node_modules)[^:]+)/.exec(part)?.[1];
      return filename ? [{ filename }] : [];
    };
    const values = eventOfRun(failed(errorWith({ name: "ApiError", message: "refused", stack })), parse).exception
      ?.values;
    expect(values).toEqual([
      {
        type: "TypeError",
        value: "fetch failed",
        stacktrace: { frames: [{ filename: "node_modules/undici/x.js", in_app: false }] },
      },
      {
        type: "ApiError",
        value: "refused",
        stacktrace: { frames: [{ filename: "lib/clients/api.ts", in_app: true }] },
      },
    ]);
  });
});

describe("the failed items of a result", () => {
  test("are breadcrumbs with id and reason, at most fifty", () => {
    const errors = Array.from({ length: 60 }, (_, index) => ({ id: `${index}.jpg`, error: "is no picture" }));
    const crumbs = failedItems({ processed: 0, errors }, at);
    expect(crumbs).toHaveLength(50);
    expect(crumbs[0]).toEqual({
      timestamp: at.getTime() / 1000,
      level: "error",
      category: "item",
      message: "0.jpg: is no picture",
    });
  });

  test.each([null, 3, "text", [], {}, { errors: "none" }, { errors: [null, 1] }])("are none in %j", (result) => {
    expect(failedItems(result, at)).toEqual([]);
  });
});

test("the event of a request names its route and no more of it", () => {
  const request = { method: "GET", route: "/dashboard/admin/runs/[id]", kind: "page" };
  expect(eventOfRequest(errorWith({}), request, noFrames)).toEqual({
    level: "error",
    logger: "http",
    transaction: "GET /dashboard/admin/runs/[id]",
    tags: { route: "/dashboard/admin/runs/[id]", kind: "page" },
    exception: { values: [{ type: "Error", value: "row 12 of 340 is broken" }] },
  });
});
