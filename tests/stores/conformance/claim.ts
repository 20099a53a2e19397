import { beforeEach, describe, expect, it } from "vitest";
import { admission, begin, claiming, ending, handingBack, onlyOne, slotAt } from "../support/requests.ts";
import { type OpenSubject, rowOf, type Subject } from "./subject.ts";

export function describeClaim(open: OpenSubject): void {
  describe("claim", () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
    });

    it("starts a due waiting run as its next attempt, under a new fence and its first start", async () => {
      const first = await begin(subject.runs, { params: { a: 1 }, slot: slotAt("2026-11-21T09:00:00Z") });
      await subject.runs.finish(handingBack(first, { retryInMs: 30_000 }));
      expect(await subject.runs.claim(claiming())).toEqual([]);
      await subject.advance(30_000);
      const again = onlyOne(await subject.runs.claim(claiming({ worker: "other" })));
      expect(again).toEqual({ ...first, fence: again.fence, attempt: 2 });
      expect(BigInt(again.fence)).toBeGreaterThan(BigInt(first.fence));
      expect(await rowOf(subject, first.id)).toMatchObject({ status: "started", lane: 1, reason: null });
    });

    it("starts the clock of a queued run when it is claimed", async () => {
      const holder = await begin(subject.runs);
      await subject.runs.admit(admission({ overlap: "queue" }));
      await subject.advance(5_000);
      await subject.runs.finish(ending(holder));
      expect(onlyOne(await subject.runs.claim(claiming()))).toMatchObject({
        attempt: 1,
        startedAt: await subject.now(),
      });
    });

    it("takes only jobs it was asked for, only the lock key it was asked for, and not more than the limit", async () => {
      for (const jobName of ["a", "b", "c"])
        await subject.runs.finish(handingBack(await begin(subject.runs, { jobName })));
      expect(await subject.runs.claim(claiming({ jobNames: ["x"] }))).toEqual([]);
      expect(await subject.runs.claim(claiming({ jobNames: ["a", "b"], lockKey: "c" }))).toEqual([]);
      expect(onlyOne(await subject.runs.claim(claiming({ jobNames: ["a", "b"], lockKey: "b" }))).jobName).toBe("b");
      expect(await subject.runs.claim(claiming({ jobNames: ["a", "c"], limit: 1 }))).toHaveLength(1);
    });

    it("takes the oldest of a lock key first and leaves the others waiting", async () => {
      const older = await begin(subject.runs, { overlap: "allow" });
      await subject.runs.finish(handingBack(older, { retryInMs: 2_000 }));
      const newer = await begin(subject.runs, { overlap: "allow" });
      await subject.runs.finish(handingBack(newer, { retryInMs: 1_000 }));
      await subject.advance(2_000);
      expect(onlyOne(await subject.runs.claim(claiming({ limit: 1 }))).id).toBe(older.id);
      expect(await subject.runs.claim(claiming())).toEqual([]);
      expect(await rowOf(subject, newer.id)).toMatchObject({ status: "retrying" });
    });

    it("fills all free lanes of a key at once", async () => {
      const lanes = { overlap: "allow", lanes: 2 } as const;
      for (let run = 0; run < 3; run++) {
        await subject.runs.finish(handingBack(await begin(subject.runs, lanes)));
      }
      expect(await subject.runs.claim(claiming())).toHaveLength(2);
      expect((await subject.rows()).map((row) => row.status)).toEqual(["started", "started", "retrying"]);
    });

    it("ends waiting runs of a disabled job: queued as skipped, retrying as cancelled", async () => {
      const holder = await begin(subject.runs);
      const queued = admission({ overlap: "queue" });
      await subject.runs.admit(queued);
      await subject.runs.finish(handingBack(holder));
      await subject.setEnabled("job", false);
      while ((await subject.rows()).some((row) => row.completedAt === null)) {
        expect(await subject.runs.claim(claiming())).toEqual([]);
      }
      expect(await rowOf(subject, queued.id)).toMatchObject({ status: "skipped", reason: "disabled" });
      expect(await rowOf(subject, holder.id)).toMatchObject({ status: "cancelled", reason: "disabled" });
    });

    it("ends waiting runs of a job that its code disables, unless a person enabled it", async () => {
      const run = await begin(subject.runs, { force: false });
      await subject.runs.finish(handingBack(run));
      await subject.setEnabled("job", true);
      expect(await subject.runs.claim(claiming({ enabledByDefault: [] }))).toHaveLength(1);
    });

    it("goes on with a forced run of a disabled job", async () => {
      await subject.setEnabled("job", false);
      await subject.runs.finish(handingBack(await begin(subject.runs, { force: true })));
      expect(await subject.runs.claim(claiming())).toHaveLength(1);
    });
  });
}
