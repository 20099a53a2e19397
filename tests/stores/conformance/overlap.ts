import { beforeEach, describe, expect, it } from "vitest";
import {
  admission,
  beating,
  begin,
  claiming,
  ending,
  handingBack,
  LEASE_MS,
  onlyOne,
  slotAt,
} from "../support/requests.ts";
import { type OpenSubject, rowOf, type Subject } from "./subject.ts";

export function describeOverlap(open: OpenSubject): void {
  describe("overlap", () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
    });
    const admit = (changes: Parameters<typeof admission>[0]) => subject.runs.admit(admission(changes));

    it("skips a run whose lock key is held, and names the holder", async () => {
      const holder = await begin(subject.runs);
      const heldBy = { runId: holder.id, since: holder.startedAt };
      expect(await admit({})).toEqual({ outcome: "skipped", reason: "already_running", runId: null, heldBy });
      const slotted = admission({ slot: slotAt("2026-11-21T09:00:00Z") });
      expect(await subject.runs.admit(slotted)).toEqual({
        outcome: "skipped",
        reason: "already_running",
        runId: slotted.id,
        heldBy,
      });
    });

    it("skips a run while another one waits for the key, so that a retry is not overtaken", async () => {
      const first = await begin(subject.runs);
      await subject.runs.finish(handingBack(first, { retryInMs: 60_000 }));
      expect(await admit({})).toMatchObject({
        outcome: "skipped",
        reason: "already_running",
        heldBy: { runId: first.id },
      });
      expect(await admit({ overlap: "allow" })).toMatchObject({ outcome: "started" });
    });

    it("lets runs of different lock keys of one job overlap", async () => {
      await begin(subject.runs, { lockKey: "job:a" });
      expect(await admit({ lockKey: "job:b" })).toMatchObject({ outcome: "started" });
    });

    it("allows exactly as many runs at once as the key has lanes", async () => {
      const lanes = { overlap: "allow", lanes: 3 } as const;
      const started = [
        await begin(subject.runs, lanes),
        await begin(subject.runs, lanes),
        await begin(subject.runs, lanes),
      ];
      expect(await admit(lanes)).toMatchObject({ outcome: "skipped", reason: "already_running" });
      expect((await subject.rows()).map((row) => row.lane).sort()).toEqual([1, 2, 3]);
      await subject.runs.finish(ending(onlyOne(started.slice(1, 2))));
      expect(await admit(lanes)).toMatchObject({ outcome: "started" });
    });

    it("queues one successor and skips the rest", async () => {
      const holder = await begin(subject.runs, { overlap: "queue" });
      const successor = admission({ overlap: "queue" });
      expect(await subject.runs.admit(successor)).toEqual({ outcome: "queued", runId: successor.id });
      expect(await admit({ overlap: "queue" })).toMatchObject({
        outcome: "skipped",
        reason: "already_running",
        heldBy: { runId: holder.id },
      });
      expect(await subject.runs.finish(ending(holder))).toMatchObject({ applied: true, nextWaits: true });
      expect(onlyOne(await subject.runs.claim(claiming())).id).toBe(successor.id);
    });

    it("replaces: the holder is told to stop, an older waiting run is cancelled, the newest waits", async () => {
      const holder = await begin(subject.runs, { overlap: "replace" });
      const older = admission({ overlap: "replace" });
      const newest = admission({ overlap: "replace" });
      expect(await subject.runs.admit(older)).toEqual({ outcome: "queued", runId: older.id });
      expect(await subject.runs.admit(newest)).toEqual({ outcome: "queued", runId: newest.id });
      expect(await subject.runs.beat([beating(holder)])).toEqual([{ runId: holder.id, held: true, abort: "replaced" }]);
      expect(await rowOf(subject, older.id)).toMatchObject({
        status: "cancelled",
        reason: "replaced",
        nextAttemptAt: null,
      });
      expect(await subject.runs.claim(claiming())).toEqual([]);
      await subject.runs.finish(ending(holder, { status: "cancelled", reason: "replaced" }));
      expect(onlyOne(await subject.runs.claim(claiming())).id).toBe(newest.id);
    });

    it("replaces a run that only waits, and starts at once", async () => {
      const first = await begin(subject.runs, { overlap: "replace" });
      await subject.runs.finish(handingBack(first, { retryInMs: 60_000 }));
      expect(await admit({ overlap: "replace" })).toMatchObject({ outcome: "started" });
      expect(await rowOf(subject, first.id)).toMatchObject({ status: "cancelled", reason: "replaced" });
    });

    it("takes the key over from a dead holder whose attempts are used up", async () => {
      const dead = await begin(subject.runs, { maxAttempts: 1 });
      await subject.advance(LEASE_MS + 1);
      expect(await admit({})).toMatchObject({ outcome: "started" });
      expect(await rowOf(subject, dead.id)).toMatchObject({ status: "abandoned", reason: "lease_expired" });
      expect(await subject.runs.finish(ending(dead))).toMatchObject({ applied: false });
    });

    it("lets a dead holder with attempts left go on before a new run", async () => {
      const dead = await begin(subject.runs);
      await subject.advance(LEASE_MS + 1);
      expect(await admit({})).toMatchObject({
        outcome: "skipped",
        reason: "already_running",
        heldBy: { runId: dead.id },
      });
      expect(await rowOf(subject, dead.id)).toMatchObject({ status: "retrying" });
    });
  });
}
