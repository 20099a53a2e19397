import { beforeEach, describe, expect, it } from "vitest";
import type { StartedRun } from "../../../lib/cron/ports/runs.ts";
import { begin, claiming, ending, handingBack } from "../support/requests.ts";
import type { OpenSubject, Subject } from "./subject.ts";

const KEY = { jobName: "job", key: "" };

export function describeState(open: OpenSubject): void {
  describe("state", () => {
    let subject: Subject;
    let run: StartedRun;
    beforeEach(async () => {
      subject = await open();
      run = await begin(subject.runs);
    });
    const save = (version: number, value: string) =>
      subject.states.saveFenced(KEY, version, value, { runId: run.id, fence: run.fence });

    it("is absent before the first save", async () => {
      expect(await subject.states.load(KEY)).toBeNull();
    });

    it("is saved by the run that holds its lease, version by version", async () => {
      expect(await save(0, "a")).toEqual({ outcome: "saved", version: 1 });
      expect(await save(1, "b")).toEqual({ outcome: "saved", version: 2 });
      expect(await subject.states.load(KEY)).toEqual({ version: 2, value: "b", epoch: 0 });
    });

    it("is kept apart per key", async () => {
      await save(0, "a");
      expect(await subject.states.load({ jobName: "job", key: "other" })).toBeNull();
      expect(await subject.states.load({ jobName: "other", key: "" })).toBeNull();
    });

    it("refuses a save onto a version that is not the latest, and names the latest", async () => {
      expect(await save(3, "a")).toEqual({ outcome: "conflict", version: 0 });
      await save(0, "a");
      await save(1, "b");
      expect(await save(0, "c")).toEqual({ outcome: "conflict", version: 2 });
      expect(await save(1, "c")).toEqual({ outcome: "conflict", version: 2 });
      expect(await subject.states.load(KEY)).toMatchObject({ value: "b" });
    });

    it("answers the same save again as saved, so that a lost answer costs nothing", async () => {
      await save(0, "a");
      expect(await save(0, "a")).toEqual({ outcome: "saved", version: 1 });
      await save(1, "b");
      expect(await save(1, "b")).toEqual({ outcome: "saved", version: 2 });
    });

    it("refuses a save under another fence or after the end", async () => {
      const stale = { runId: run.id, fence: "0" };
      expect(await subject.states.saveFenced(KEY, 0, "a", stale)).toEqual({ outcome: "lease_lost" });
      await subject.runs.finish(ending(run));
      expect(await save(0, "a")).toEqual({ outcome: "lease_lost" });
      expect(await subject.states.load(KEY)).toBeNull();
    });

    it("is replaced by a person, which a run in progress notices", async () => {
      await save(0, "a");
      const change = { raiseEpoch: false, actor: "ada@example.com" };
      expect(await subject.states.replace(KEY, 1, "z", change)).toEqual({ outcome: "saved", version: 2 });
      expect(await subject.states.replace(KEY, 1, "y", change)).toEqual({ outcome: "conflict", version: 2 });
      expect(await save(1, "b")).toEqual({ outcome: "conflict", version: 2 });
      expect(await subject.states.load(KEY)).toEqual({ version: 2, value: "z", epoch: 0 });
    });

    it("raises the epoch when work has to be done again, and keeps it through later saves", async () => {
      const reset = { raiseEpoch: true, actor: "ada@example.com" };
      expect(await subject.states.replace(KEY, 0, null, reset)).toEqual({ outcome: "saved", version: 1 });
      expect(await subject.states.load(KEY)).toEqual({ version: 1, value: null, epoch: 1 });
      await save(1, "a");
      expect(await subject.states.load(KEY)).toEqual({ version: 2, value: "a", epoch: 1 });
    });

    describe("of a run", () => {
      const whole = (version: number, value: unknown) => ({ version, value, cutFrom: null });
      const kept = (before: object, after: object, saves: number) => [{ key: "", before, after, saves }];
      const reset = { raiseEpoch: true, actor: "ada@example.com" };

      it("is kept as it was before the first save and after the last one", async () => {
        expect(await subject.saves(run.id)).toEqual([]);
        await save(0, "a");
        expect(await subject.saves(run.id)).toEqual(kept(whole(0, null), whole(1, "a"), 1));
        await save(1, "b");
        await save(2, "c");
        expect(await subject.saves(run.id)).toEqual(kept(whole(0, null), whole(3, "c"), 3));
      });

      it("stays as it is when a later run and a person save anew", async () => {
        await save(0, "a");
        await subject.runs.finish(ending(run));
        const later = await begin(subject.runs);
        await subject.states.saveFenced(KEY, 1, "b", { runId: later.id, fence: later.fence });
        await subject.states.replace(KEY, 2, null, reset);
        expect(await subject.saves(run.id)).toEqual(kept(whole(0, null), whole(1, "a"), 1));
        expect(await subject.saves(later.id)).toEqual(kept(whole(1, "a"), whole(2, "b"), 1));
      });

      it("keeps the before of attempt 1 when the run goes on as attempt 2", async () => {
        await subject.states.replace(KEY, 0, "old", { raiseEpoch: false, actor: "ada@example.com" });
        await save(1, "a");
        await subject.runs.finish(handingBack(run));
        const [again] = await subject.runs.claim(claiming());
        expect(again).toMatchObject({ id: run.id, attempt: 2 });
        await subject.states.saveFenced(KEY, 2, "b", { runId: run.id, fence: again?.fence ?? "" });
        expect(await subject.saves(run.id)).toEqual(kept(whole(1, "old"), whole(3, "b"), 2));
      });

      it("counts the same save once, and a refused one never", async () => {
        await save(0, "a");
        await save(0, "a");
        await save(1, "b");
        await save(1, "b");
        await save(0, "c");
        await subject.states.saveFenced(KEY, 2, "d", { runId: run.id, fence: "0" });
        await subject.runs.finish(ending(run));
        await save(2, "e");
        expect(await subject.saves(run.id)).toEqual(kept(whole(0, null), whole(2, "b"), 2));
      });

      it("tells a reset from nothing, and shows by its versions that somebody wrote in between", async () => {
        await subject.states.replace(KEY, 0, null, reset);
        await save(1, "a");
        await subject.states.replace(KEY, 2, null, reset);
        await save(3, "b");
        expect(await subject.saves(run.id)).toEqual(kept(whole(1, null), whole(4, "b"), 2));
      });

      it("is cut when it is large, with the size of the whole", async () => {
        const most = "x".repeat(16_382);
        await save(0, most);
        expect(await subject.saves(run.id)).toEqual(kept(whole(0, null), whole(1, most), 1));
        await save(1, `${most}y`);
        const cut = { version: 2, value: `"${"x".repeat(4095)}`, cutFrom: 16_385 };
        expect(await subject.saves(run.id)).toEqual(kept(whole(0, null), cut, 2));
      });
    });
  });
}
