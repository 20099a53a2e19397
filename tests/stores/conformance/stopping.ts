import { beforeEach, describe, expect, it } from "vitest";
import {
  admission,
  beating,
  begin,
  claiming,
  ending,
  handingBack,
  LEASE_MS,
  newId,
  onlyOne,
} from "../support/requests.ts";
import { type OpenSubject, rowOf, type Subject } from "./subject.ts";

export function describeStopping(open: OpenSubject): void {
  describe("rescue", () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
    });

    it("leaves runs alone whose lease is not over", async () => {
      await begin(subject.runs);
      await subject.advance(LEASE_MS);
      expect(await subject.runs.rescue(10)).toEqual([]);
    });

    it("abandons the attempt of a dead process; the run goes on while attempts are left", async () => {
      const dead = await begin(subject.runs);
      await subject.advance(LEASE_MS + 1);
      expect(await subject.runs.rescue(10)).toEqual([
        { runId: dead.id, jobName: "job", trigger: dead.trigger, status: "retrying" },
      ]);
      const row = await rowOf(subject, dead.id);
      expect(row).toMatchObject({
        status: "retrying",
        reason: "lease_expired",
        lane: null,
        nextAttemptAt: await subject.now(),
      });
      expect(onlyOne(row.attemptLog)).toMatchObject({
        attempt: 1,
        outcome: "abandoned",
        worker: "worker",
        fence: dead.fence,
      });
      expect(onlyOne(await subject.runs.claim(claiming()))).toMatchObject({
        id: dead.id,
        attempt: 2,
        startedAt: dead.startedAt,
      });
    });

    it("ends the run when no attempt is left", async () => {
      const dead = await begin(subject.runs, { maxAttempts: 1 });
      await subject.advance(LEASE_MS + 1);
      expect(await subject.runs.rescue(10)).toMatchObject([{ status: "abandoned" }]);
      expect(await rowOf(subject, dead.id)).toMatchObject({
        status: "abandoned",
        durationMs: LEASE_MS + 1,
        nextAttemptAt: null,
      });
    });

    it("refuses everything the old holder sends after a rescue", async () => {
      const dead = await begin(subject.runs, { maxAttempts: 1 });
      await subject.advance(LEASE_MS + 1);
      await subject.runs.rescue(10);
      expect(await subject.runs.finish(ending(dead))).toMatchObject({ applied: false });
      expect(await subject.runs.finish(handingBack(dead))).toMatchObject({ applied: false });
      expect(await subject.runs.finish(ending(dead, { status: "abandoned" }))).toMatchObject({ applied: false });
      expect(await subject.runs.beat([beating(dead, { leaseMs: LEASE_MS })])).toEqual([
        { runId: dead.id, held: false },
      ]);
      const key = { jobName: "job", key: "" };
      expect(await subject.states.saveFenced(key, 0, 1, { runId: dead.id, fence: dead.fence })).toEqual({
        outcome: "lease_lost",
      });
    });

    it("ends a dead run as what it was stopped for", async () => {
      const timedOut = await begin(subject.runs, { jobName: "a", maxAttempts: 1 });
      const cancelled = await begin(subject.runs, { jobName: "b" });
      await subject.runs.beat([beating(timedOut, { abortReason: "timeout" })]);
      await subject.runs.cancel(cancelled.id);
      await subject.advance(LEASE_MS + 1);
      await subject.runs.rescue(10);
      expect(await rowOf(subject, timedOut.id)).toMatchObject({
        status: "timed_out",
        reason: "timeout",
        attemptLog: [{ outcome: "timed_out" }],
      });
      expect(await rowOf(subject, cancelled.id)).toMatchObject({ status: "cancelled", reason: "cancel" });
    });

    it("forgets the timeout of a dead attempt that is followed by another", async () => {
      const dead = await begin(subject.runs);
      await subject.runs.beat([beating(dead, { abortReason: "timeout" })]);
      await subject.advance(LEASE_MS + 1);
      await subject.runs.rescue(10);
      expect(await rowOf(subject, dead.id)).toMatchObject({
        status: "retrying",
        abortReason: null,
        attemptLog: [{ outcome: "timed_out" }],
      });
    });

    it("takes at most as many as it is asked to", async () => {
      for (const jobName of ["a", "b", "c"]) await begin(subject.runs, { jobName });
      await subject.advance(LEASE_MS + 1);
      expect(await subject.runs.rescue(2)).toHaveLength(2);
      expect(await subject.runs.rescue(2)).toHaveLength(1);
    });
  });

  describe("cancel", () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
    });

    it("ends a waiting run at once", async () => {
      const run = await begin(subject.runs);
      await subject.runs.finish(handingBack(run, { retryInMs: 60_000 }));
      expect(await subject.runs.cancel(run.id)).toEqual({ outcome: "cancelled" });
      expect(await rowOf(subject, run.id)).toMatchObject({
        status: "cancelled",
        reason: "cancel",
        nextAttemptAt: null,
      });
      expect(await subject.runs.admit(admission())).toMatchObject({ outcome: "started" });
    });

    it("leaves an ended run as it is, and says how it ended", async () => {
      const run = await begin(subject.runs);
      await subject.runs.finish(ending(run));
      expect(await subject.runs.cancel(run.id)).toEqual({ outcome: "already_ended", status: "completed" });
    });

    it("does not know a run that is not there", async () => {
      expect(await subject.runs.cancel(newId())).toEqual({ outcome: "not_found" });
    });
  });

  describe("force-end", () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
    });

    it("ends a started run as failed with the reason, frees its lane and raises its fence", async () => {
      const run = await begin(subject.runs);
      expect(await subject.runs.forceEnd(run.id, "hangs since nine")).toEqual({ outcome: "ended" });
      expect(await rowOf(subject, run.id)).toMatchObject({
        status: "failed",
        reason: "force_ended",
        error: { message: "hangs since nine" },
      });
      expect(await subject.runs.admit(admission())).toMatchObject({ outcome: "started" });
      expect(await subject.runs.finish(ending(run, { status: "failed" }))).toMatchObject({ applied: false });
    });

    it("touches only started runs", async () => {
      const run = await begin(subject.runs);
      await subject.runs.finish(handingBack(run));
      expect(await subject.runs.forceEnd(run.id, "why")).toEqual({ outcome: "not_running", status: "retrying" });
      expect(await subject.runs.forceEnd(newId(), "why")).toEqual({ outcome: "not_found" });
    });
  });
}
