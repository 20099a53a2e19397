import { beforeEach, describe, expect, it } from "vitest";
import {
  admission,
  begin,
  claiming,
  ending,
  handingBack,
  LEASE_MS,
  onlyOne,
  slotAt,
  startedRun,
} from "../support/requests.ts";
import { type OpenSubject, rowOf, type Subject } from "./subject.ts";

const NINE = "2026-11-21T09:00:00.000Z";

export function describeAdmission(open: OpenSubject): void {
  describe("admission", () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
    });
    const admit = (changes: Parameters<typeof admission>[0]) => subject.runs.admit(admission(changes));

    it("starts a run and answers what its process needs to know", async () => {
      const request = admission({ params: { quality: 80 }, slot: slotAt(NINE), maxAttempts: 4 });
      const answer = await subject.runs.admit(request);
      expect(answer).toEqual({
        outcome: "started",
        run: {
          id: request.id,
          jobName: "job",
          fence: expect.stringMatching(/^\d+$/),
          attempt: 1,
          maxAttempts: 4,
          trigger: "http",
          scheduledFor: new Date(NINE),
          lockKey: "job",
          params: { quality: 80 },
          startedAt: await subject.now(),
          continuations: 0,
          interruptions: 0,
          coalescedCount: 0,
        },
      });
      const leaseEnd = (await subject.now()).getTime() + LEASE_MS;
      expect(await rowOf(subject, request.id)).toMatchObject({
        status: "started",
        lane: 1,
        leaseExpiresAt: new Date(leaseEnd),
      });
    });

    it("gives each run a greater fence than all before", async () => {
      const first = await begin(subject.runs, { jobName: "a" });
      const second = await begin(subject.runs, { jobName: "b" });
      expect(BigInt(second.fence)).toBeGreaterThan(BigInt(first.fence));
    });

    it("answers a second delivery of a slot with the first run, and counts it", async () => {
      const first = await begin(subject.runs, { slot: slotAt(NINE) });
      expect(await admit({ slot: slotAt(NINE) })).toEqual({ outcome: "duplicate", runId: first.id, status: "started" });
      await subject.runs.finish(ending(first));
      expect(await admit({ slot: slotAt(NINE) })).toEqual({
        outcome: "duplicate",
        runId: first.id,
        status: "completed",
      });
      expect(await rowOf(subject, first.id)).toMatchObject({ deliveries: 3 });
    });

    it("counts deliveries on a run that were answered without it", async () => {
      const first = await begin(subject.runs, { slot: slotAt(NINE) });
      await subject.runs.countDeliveries(first.id, 199);
      expect(await rowOf(subject, first.id)).toMatchObject({ deliveries: 200 });
    });

    it("answers a repeated request key of the same job with the first run, of another job with a new one", async () => {
      const first = await begin(subject.runs, { requestKey: "k" });
      expect(await admit({ requestKey: "k" })).toMatchObject({ outcome: "duplicate", runId: first.id });
      expect(await admit({ jobName: "other", requestKey: "k" })).toMatchObject({ outcome: "started" });
    });

    it("answers the same id again with the same fence, so that a lost answer costs nothing", async () => {
      const request = admission({ slot: slotAt(NINE) });
      const first = await subject.runs.admit(request);
      expect(await subject.runs.admit(request)).toEqual(first);
      expect(await rowOf(subject, request.id)).toMatchObject({ deliveries: 1, attempts: 1 });
    });

    it("does not answer the same id with `started` once the run was handed on", async () => {
      const request = admission();
      const run = startedRun(await subject.runs.admit(request));
      await subject.runs.finish(handingBack(run, { costs: "interruption" }));
      await subject.runs.claim(claiming());
      expect(await subject.runs.admit(request)).toMatchObject({
        outcome: "duplicate",
        runId: request.id,
        status: "started",
      });
    });

    it("does not answer the same id with `started` when the run waited and was claimed", async () => {
      const holder = await begin(subject.runs);
      const request = admission({ overlap: "queue" });
      expect(await subject.runs.admit(request)).toEqual({ outcome: "queued", runId: request.id });
      expect(await subject.runs.admit(request)).toEqual({ outcome: "queued", runId: request.id });
      await subject.runs.finish(ending(holder));
      await subject.runs.claim(claiming());
      expect(await subject.runs.admit(request)).toMatchObject({ outcome: "duplicate", status: "started" });
    });

    it("takes the next slot when it is at most five seconds away, and the previous one before that", async () => {
      const now = (await subject.now()).getTime();
      const previous = new Date(now - 86_400_000);
      const early = { scheduleId: "early", previous, next: new Date(now + 5_000) };
      const earlier = { scheduleId: "earlier", previous, next: new Date(now + 5_001) };
      expect((await begin(subject.runs, { jobName: "a", slot: early })).scheduledFor).toEqual(early.next);
      expect((await begin(subject.runs, { jobName: "b", slot: earlier })).scheduledFor).toEqual(previous);
    });

    it("runs a delivery of a schedule that has no instant yet as one without a slot", async () => {
      const run = await begin(subject.runs, { slot: { scheduleId: "job:job", previous: null, next: null } });
      expect(run.scheduledFor).toBeNull();
      expect(await admit({ slot: { scheduleId: "job:job", previous: null, next: null } })).toMatchObject({
        runId: null,
      });
    });

    it("refuses a disabled job, whether code or a person disabled it, and `force` overrules both", async () => {
      const disabled = { outcome: "skipped", reason: "disabled", runId: null, heldBy: null };
      expect(await admit({ enabledByDefault: false })).toEqual(disabled);
      await subject.setEnabled("job", false);
      expect(await admit({})).toEqual(disabled);
      expect(await admit({ force: true })).toMatchObject({ outcome: "started" });
    });

    it("runs a job that its code disables and a person enabled", async () => {
      await subject.setEnabled("job", true);
      expect(await admit({ enabledByDefault: false })).toMatchObject({ outcome: "started" });
    });

    it("keeps a row of a refused slot, and none of a refused call without a slot", async () => {
      await subject.setEnabled("job", false);
      await admit({});
      const refused = admission({ slot: slotAt(NINE) });
      expect(await subject.runs.admit(refused)).toMatchObject({
        outcome: "skipped",
        reason: "disabled",
        runId: refused.id,
      });
      expect(onlyOne(await subject.rows())).toMatchObject({
        status: "skipped",
        reason: "disabled",
        startedAt: new Date(NINE),
        attempts: 0,
      });
    });

    it("answers another delivery of a refused slot with the refusal's row, even when the reason is gone", async () => {
      await subject.setEnabled("job", false);
      const refused = admission({ slot: slotAt(NINE) });
      await subject.runs.admit(refused);
      await subject.setEnabled("job", true);
      expect(await admit({ slot: slotAt(NINE) })).toEqual({
        outcome: "duplicate",
        runId: refused.id,
        status: "skipped",
      });
    });
  });
}
