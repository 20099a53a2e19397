import { describe, expect, it } from "vitest";
import type { EndedRun, RunAnswer } from "../../../lib/cron/words/answers.ts";
import type { EndedStatus } from "../../../lib/cron/words/vocabulary.ts";
import { tellRun } from "../../../lib/http/answers/run-answer.ts";

const now = new Date("2026-11-21T09:00:00Z");
const tell = (answer: RunAnswer) => tellRun(answer, { locationOf: (id) => `/runs/${id}`, now });

const run: EndedRun = {
  id: "r1",
  jobName: "job",
  status: "completed",
  message: "Did 3",
  result: { processed: 3 },
  error: null,
  trigger: "http",
  scheduledFor: null,
  startedAt: new Date("2026-11-21T08:59:58Z"),
  completedAt: now,
  durationMs: 2000,
  attempts: 1,
};
const timeout = { name: "JobAbortedError", message: "Job timeout after 30 seconds", code: null, stack: "at secret.ts" };

describe("an ended run", () => {
  const table: [EndedStatus, number, boolean, string][] = [
    ["completed", 200, true, "success"],
    ["partial", 200, true, "partial"],
    ["failed", 500, false, "failed"],
    ["timed_out", 500, false, "failed"],
    ["abandoned", 500, false, "failed"],
    ["cancelled", 409, false, "cancelled"],
  ];
  it.each(table)("%s answers %i, success %s, status %s", (status, http, success, word) => {
    const told = tell({ kind: "ended", run: { ...run, status } });
    expect([told.status, told.body.success, told.body.execution.status]).toEqual([http, success, word]);
  });

  it("has exactly the fields of the API page when it succeeded", () => {
    expect(tell({ kind: "ended", run }).body).toEqual({
      success: true,
      jobName: "job",
      message: "Did 3",
      data: { processed: 3 },
      execution: {
        id: "r1",
        startedAt: run.startedAt,
        completedAt: now,
        duration: 2000,
        status: "success",
        attempts: 1,
        trigger: "http",
        scheduledFor: null,
      },
      timestamp: now,
    });
  });

  it("tells its error in one sentence with a code, and never a stack", () => {
    const { body } = tell({ kind: "ended", run: { ...run, status: "timed_out", error: timeout } });
    expect(body).toMatchObject({ error: "Job timeout after 30 seconds", code: "timed_out" });
    expect(JSON.stringify(body)).not.toContain("secret.ts");
  });
});

describe("a run that was refused", () => {
  const skipped = { kind: "skipped", jobName: "job", runId: null, firstStatus: null, heldBy: null } as const;

  it("names the holder and since when", () => {
    const heldBy = { runId: "r0", since: now };
    const message = "Another instance is already running";
    const told = tell({ ...skipped, reason: "already_running", message, heldBy });
    expect(told.status).toBe(200);
    expect(told.body).toMatchObject({ success: false, skipped: true, reason: "already_running", message, heldBy });
    expect(told.body.execution.status).toBe("skipped");
  });

  it("names the first run of a slot that was delivered again", () => {
    const message = "Delivered before";
    const told = tell({ ...skipped, reason: "duplicate_slot", message, runId: "r0", firstStatus: "completed" });
    expect(told.status).toBe(200);
    expect(told.body).toMatchObject({ success: false, skipped: true, firstRun: { runId: "r0", status: "success" } });
  });
});

describe("a run that has not ended", () => {
  it("waits: 202 with its id and where to read it", () => {
    const told = tell({ kind: "waiting", runId: "r1", jobName: "job", status: "queued", reason: "already_running" });
    expect(told).toMatchObject({ status: 202, headers: { location: "/runs/r1" } });
    expect(told.body).toMatchObject({ success: false, pending: true, execution: { id: "r1", status: "queued" } });
  });

  it("was handed back by a shutdown: 503 with its id and Retry-After", () => {
    const told = tell({ kind: "waiting", runId: "r1", jobName: "job", status: "retrying", reason: "shutdown" });
    expect(told).toMatchObject({ status: 503, headers: { location: "/runs/r1", "retry-after": "5" } });
    expect(told.body).toMatchObject({ success: false, code: "shutting_down", execution: { id: "r1" } });
  });

  it("is held by another process: 202, for this one may not say how it ends", () => {
    expect(tell({ kind: "lost", runId: "r1", jobName: "job" })).toMatchObject({
      status: 202,
      body: { success: false, pending: true, execution: { id: "r1", status: "started" } },
    });
  });

  it("ignores its timeout: the outcome is settled, so the answer is the timeout", () => {
    const message = "Job timeout after 30 seconds";
    const told = tell({ kind: "stopping", runId: "r1", jobName: "job", reason: "timeout", message });
    expect(told.status).toBe(500);
    expect(told.body).toMatchObject({ success: false, error: message, code: "timed_out" });
    expect(told.body).not.toHaveProperty("pending");
  });
});
