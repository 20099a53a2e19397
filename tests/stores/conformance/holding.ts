import { beforeEach, describe, expect, it } from "vitest";
import type { AttemptEntry, LogLine, StartedRun, SubjectReport } from "../../../lib/cron/ports/runs.ts";
import { admission, beating, begin, claiming, ending, handingBack, LEASE_MS, onlyOne } from "../support/requests.ts";
import { type OpenSubject, rowOf, type Subject } from "./subject.ts";

const at = new Date("2026-11-21T09:00:00.000Z");
const line: LogLine = { at, level: "info", attempt: 1, message: "found 3", fields: { found: 3 } };
const failed: AttemptEntry = { attempt: 1, startedAt: at, endedAt: at, outcome: "failed", error: "no luck" };
const reports: SubjectReport[] = [
  { says: "raised", subject: "account:1", severity: "critical", title: "Access was revoked", detail: null },
  { says: "resolved", subject: "account:2" },
];

export function describeHolding(open: OpenSubject): void {
  describe("beat", () => {
    let subject: Subject;
    let run: StartedRun;
    beforeEach(async () => {
      subject = await open();
      run = await begin(subject.runs);
    });

    it("renews the lease only when asked to", async () => {
      const before = await rowOf(subject, run.id);
      await subject.advance(5_000);
      expect(await subject.runs.beat([beating(run)])).toEqual([{ runId: run.id, held: true, abort: null }]);
      expect((await rowOf(subject, run.id)).leaseExpiresAt).toEqual(before.leaseExpiresAt);
      await subject.runs.beat([beating(run, { leaseMs: LEASE_MS })]);
      const renewed = new Date((await subject.now()).getTime() + LEASE_MS);
      expect((await rowOf(subject, run.id)).leaseExpiresAt).toEqual(renewed);
    });

    it("keeps progress and log lines, and keeps the progress when a beat has none", async () => {
      await subject.runs.beat([beating(run, { progress: { done: 1, total: 3, note: "a" }, lines: [line] })]);
      await subject.runs.beat([beating(run, { lines: [{ ...line, message: "second" }] })]);
      expect((await rowOf(subject, run.id)).progress).toEqual({ done: 1, total: 3, note: "a" });
      expect(await subject.lines(run.id)).toEqual([
        { level: "info", attempt: 1, message: "found 3", fields: { found: 3 } },
        { level: "info", attempt: 1, message: "second", fields: { found: 3 } },
      ]);
    });

    it("writes nothing of a run whose fence is over, and all of the others", async () => {
      const stale = beating({ id: run.id, fence: "0" }, { progress: { done: 9, total: 9, note: null }, lines: [line] });
      const other = await begin(subject.runs, { jobName: "other" });
      const alive = beating(other, { progress: { done: 1, total: null, note: null } });
      expect(await subject.runs.beat([stale, alive])).toEqual([
        { runId: run.id, held: false },
        { runId: other.id, held: true, abort: null },
      ]);
      expect((await rowOf(subject, run.id)).progress).toBeNull();
      expect(await subject.lines(run.id)).toEqual([]);
      expect((await rowOf(subject, other.id)).progress).toEqual({ done: 1, total: null, note: null });
    });

    it("begins the next attempt in place, once, and logs the failed one", async () => {
      const next = beating(run, { nextAttempt: { attempt: 2, failed } });
      await subject.runs.beat([next]);
      await subject.runs.beat([next]);
      const row = await rowOf(subject, run.id);
      expect(row).toMatchObject({ status: "started", attempts: 2 });
      expect(onlyOne(row.attemptLog)).toMatchObject({
        attempt: 1,
        outcome: "failed",
        error: "no luck",
        worker: "worker",
        fence: run.fence,
      });
    });

    it("marks a handler that ignores its timeout, and clears the mark when it stopped", async () => {
      await subject.runs.beat([beating(run, { abortReason: "timeout" })]);
      expect((await rowOf(subject, run.id)).abortReason).toBe("timeout");
      await subject.runs.beat([beating(run)]);
      expect((await rowOf(subject, run.id)).abortReason).toBeNull();
    });

    it("tells a person's cancel, which no beat overwrites", async () => {
      expect(await subject.runs.cancel(run.id)).toEqual({ outcome: "requested" });
      for (const abortReason of ["timeout", null] as const) {
        expect(await subject.runs.beat([beating(run, { abortReason })])).toEqual([
          { runId: run.id, held: true, abort: "cancel" },
        ]);
      }
      expect((await rowOf(subject, run.id)).abortReason).toBe("cancel");
    });

    it("tells a cancel also to a run that ignores its timeout", async () => {
      await subject.runs.beat([beating(run, { abortReason: "timeout" })]);
      await subject.runs.cancel(run.id);
      expect(await subject.runs.beat([beating(run, { abortReason: "timeout" })])).toMatchObject([{ abort: "cancel" }]);
    });

    it("answers nothing to no beats", async () => {
      expect(await subject.runs.beat([])).toEqual([]);
    });
  });

  describe("finish", () => {
    let subject: Subject;
    let run: StartedRun;
    beforeEach(async () => {
      subject = await open();
      run = await begin(subject.runs);
    });
    const row = () => rowOf(subject, run.id);

    it("ends the run with everything it leaves behind, and frees its lane", async () => {
      await subject.advance(1_500);
      const error = { name: "Error", message: "two failed", code: "SOME", stack: null };
      const report = {
        message: "3 of 5",
        result: { processed: 3 },
        error,
        reason: "why",
        progress: { done: 5, total: 5, note: null },
      };
      const answer = await subject.runs.finish(ending(run, { status: "partial", ...report, lines: [line] }));
      expect(answer).toEqual({ applied: true, nextWaits: false, status: "partial", completedAt: await subject.now() });
      expect(await row()).toMatchObject({
        status: "partial",
        ...report,
        durationMs: 1_500,
        lane: null,
        leaseExpiresAt: null,
        attemptLog: [],
      });
      expect(await subject.lines(run.id)).toHaveLength(1);
      expect(await subject.runs.admit(admission())).toMatchObject({ outcome: "started" });
    });

    it("logs the attempt of a run that did not end well", async () => {
      await subject.runs.finish(ending(run, { status: "failed", attemptEntry: failed }));
      expect(onlyOne((await row()).attemptLog)).toMatchObject({
        attempt: 1,
        outcome: "failed",
        worker: "worker",
        fence: run.fence,
      });
    });

    it("dates the end back by the time the outcome waited, but not before the start", async () => {
      await subject.advance(10_000);
      await subject.runs.finish(ending(run, { lagMs: 4_000 }));
      expect(await row()).toMatchObject({ durationMs: 6_000 });
      const other = await begin(subject.runs, { jobName: "other" });
      await subject.runs.finish(ending(other, { lagMs: 4_000 }));
      expect(await rowOf(subject, other.id)).toMatchObject({ durationMs: 0, completedAt: other.startedAt });
    });

    it("refuses a finish under an old fence and changes nothing", async () => {
      const answer = await subject.runs.finish(ending({ id: run.id, fence: "0" }, { lines: [line] }));
      expect(answer).toEqual({ applied: false, nextWaits: false, status: null, completedAt: null });
      expect(await row()).toMatchObject({ status: "started" });
      expect(await subject.lines(run.id)).toEqual([]);
    });

    it("answers a repeated finish as applied and writes it once", async () => {
      const request = ending(run, { lines: [line] });
      const first = await subject.runs.finish(request);
      await subject.advance(1_000);
      expect(await subject.runs.finish(request)).toEqual(first);
      expect(await subject.lines(run.id)).toHaveLength(1);
      expect(await subject.runs.finish(ending(run, { status: "failed" }))).toMatchObject({ applied: false });
    });

    it("keeps what the handler said of its subjects with the finish, once, under its own fence only", async () => {
      await subject.runs.finish(ending({ id: run.id, fence: "0" }, { reports }));
      expect(await subject.reports(run.id)).toEqual([]);
      await subject.runs.finish(ending(run, { reports }));
      await subject.runs.finish(ending(run, { reports }));
      expect(await subject.reports(run.id)).toEqual(reports);
    });

    it("keeps what was said before the run was handed back", async () => {
      await subject.runs.finish(handingBack(run, { reports }));
      expect(await subject.reports(run.id)).toEqual(reports);
    });

    it("hands the run back, due after its wait", async () => {
      const answer = await subject.runs.finish(
        handingBack(run, { retryInMs: 7_000, reason: "backoff", attemptEntry: failed }),
      );
      expect(answer).toEqual({ applied: true, nextWaits: false, status: "retrying", completedAt: null });
      const due = new Date((await subject.now()).getTime() + 7_000);
      expect(await row()).toMatchObject({
        status: "retrying",
        reason: "backoff",
        lane: null,
        nextAttemptAt: due,
        attempts: 1,
        completedAt: null,
      });
    });

    it("forgets a timeout when the run is handed back", async () => {
      await subject.runs.beat([beating(run, { abortReason: "timeout" })]);
      await subject.runs.finish(handingBack(run));
      expect(await row()).toMatchObject({ status: "retrying", abortReason: null });
    });

    it("gives an interrupted attempt back, but from the third interruption on it counts", async () => {
      for (const attempts of [0, 0, 1]) {
        await subject.runs.finish(handingBack(run, { costs: "interruption" }));
        expect(await row()).toMatchObject({ status: "retrying", attempts });
        run = onlyOne(await subject.runs.claim(claiming()));
      }
      expect(run).toMatchObject({ attempt: 2, interruptions: 3 });
    });

    it("gives a continued attempt back and keeps the first start", async () => {
      const { startedAt } = run;
      await subject.advance(1_000);
      await subject.runs.finish(handingBack(run, { costs: "continuation" }));
      expect(onlyOne(await subject.runs.claim(claiming()))).toMatchObject({ attempt: 1, continuations: 1, startedAt });
    });

    it("ends a handed back run that was cancelled meanwhile", async () => {
      await subject.runs.cancel(run.id);
      expect(await subject.runs.finish(handingBack(run))).toMatchObject({ applied: true, status: "cancelled" });
      expect(await row()).toMatchObject({ status: "cancelled", reason: "cancel", completedAt: await subject.now() });
    });

    it("ends a handed back run that has no attempts left", async () => {
      const last = await begin(subject.runs, { jobName: "other", maxAttempts: 1 });
      expect(await subject.runs.finish(handingBack(last))).toMatchObject({ applied: true, status: "abandoned" });
      expect(await rowOf(subject, last.id)).toMatchObject({ reason: "no_attempts_left" });
    });

    it("says that somebody waits only when a waiting run of the key is due", async () => {
      const first = await begin(subject.runs, { jobName: "shared", overlap: "allow" });
      await subject.runs.finish(handingBack(first, { retryInMs: 60_000 }));
      const second = await begin(subject.runs, { jobName: "shared", overlap: "allow" });
      expect(await subject.runs.finish(ending(second))).toMatchObject({ nextWaits: false });
      const third = await begin(subject.runs, { jobName: "shared", overlap: "allow" });
      await subject.advance(60_000);
      await subject.runs.beat([beating(third, { leaseMs: LEASE_MS })]);
      expect(await subject.runs.finish(ending(third))).toMatchObject({ nextWaits: true });
    });
  });
}
