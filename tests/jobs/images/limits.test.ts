import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConversionsFullError } from "../../../lib/jobs/images/conversion-errors.ts";
import { convertSource } from "../../../lib/jobs/images/convert-source.ts";
import { ImageGate, Room } from "../../../lib/jobs/images/image-gate.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { type FolderImageJob, imageServices, startFolderJob } from "./image-job.ts";
import * as pictures from "./pictures.ts";

const never = new AbortController().signal;

describe("fault B4: room for conversions", () => {
  /** Somebody inside, until told to leave. */
  const enter = (room: Room, weight: number, patienceMs?: number) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const state = { inside: false, leave: resolve, left: Promise.resolve() };
    const entrance = { signal: never, ...(patienceMs !== undefined && { patienceMs }) };
    state.left = room.use(weight, entrance, () => {
      state.inside = true;
      return promise;
    });
    return state;
  };

  it("holds as much as fits, and lets the others in, in order, as it empties", async () => {
    const room = new Room({ size: 10 });
    const all = [6, 4, 3, 3].map((weight) => enter(room, weight));
    const inside = () => all.map((one) => one.inside);
    expect(inside()).toEqual([true, true, false, false]);
    all[1]?.leave();
    await all[1]?.left;
    expect(inside()).toEqual([true, true, true, false]);
    all[0]?.leave();
    await all[0]?.left;
    expect(inside()).toEqual([true, true, true, true]);
  });

  it("takes what is larger than itself alone, and keeps its turn before smaller ones", async () => {
    const room = new Room({ size: 10 });
    const first = enter(room, 2);
    const giant = enter(room, 99);
    const small = enter(room, 1);
    first.leave();
    await first.left;
    expect([giant.inside, small.inside]).toEqual([true, false]);
    giant.leave();
    await giant.left;
    expect(small.inside).toBe(true);
  });

  it("has no more places than it was given", async () => {
    const room = new Room({ places: 2 });
    const all = [1, 1, 1].map((weight) => enter(room, weight));
    expect(all.map((one) => one.inside)).toEqual([true, true, false]);
  });

  it("sends away who does not wait, or not long enough, and lets in who stood behind", async () => {
    const room = new Room({ size: 10 });
    enter(room, 5);
    await expect(enter(room, 6, 0).left).rejects.toThrow(ConversionsFullError);
    const impatient = enter(room, 6, 1);
    const small = enter(room, 5);
    expect(small.inside).toBe(false);
    await expect(impatient.left).rejects.toThrow(ConversionsFullError);
    await expect.poll(() => small.inside).toBe(true);
  });

  it("forgets who was told to stop while waiting, and is free again after an error", async () => {
    const room = new Room({ size: 1 });
    const first = enter(room, 1);
    const stop = new AbortController();
    const waiting = room.use(1, { signal: stop.signal }, async () => "inside");
    stop.abort(new Error("shutdown"));
    await expect(waiting).rejects.toThrow("shutdown");
    first.leave();
    await first.left;
    await expect(room.use(1, { signal: never }, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    await expect(room.use(1, { signal: never }, async () => "inside")).resolves.toBe("inside");
  });
});

describe("a conversion beyond what the process has room for", () => {
  let domain: DomainDb;
  let job: FolderImageJob;
  beforeAll(async () => {
    domain = await openDomainDb();
  });
  afterAll(() => domain.close());
  beforeEach(async () => {
    job = await startFolderJob(domain);
  });
  afterEach(() => job.close());
  const rowOf = (sourceKey: string) => job.domain.db.imageConversion.findFirstOrThrow({ where: { sourceKey } });
  const full = async (fill: "hold" | "decode", act: (gate: ImageGate) => Promise<void>) => {
    const gate = new ImageGate({ decodesAtOnce: 2 });
    await gate[fill](50_000_000, { signal: never }, () =>
      gate[fill](fill === "hold" ? 50_000_000 : 0, { signal: never }, () => act(gate)),
    );
  };

  it.each(["hold", "decode"] as const)(
    "by hand is sent away (%s), counts as no failure, and the next run does it",
    async (fill) => {
      await job.put({ "a.jpg": pictures.jpeg() });
      await full(fill, async (imageGate) => {
        const services = imageServices(job.domain.db, job.bucket, imageGate);
        await expect(convertSource(services, "r2://local/a.jpg", { patienceMs: 0 })).rejects.toThrow(
          ConversionsFullError,
        );
      });
      expect(await rowOf("a.jpg")).toMatchObject({ status: "pending", attempts: 0, claim: null });
      expect((await job.convert()).result).toMatchObject({ processed: 1 });
    },
  );
});

describe("fault B3: a run", () => {
  let job: FolderImageJob;
  beforeAll(async () => {
    job = await startFolderJob();
  });
  afterAll(() => job.close());

  it("says which of its failures are old ones, and tries by hand do not count towards giving up", async () => {
    await job.put({ "a.jpg": pictures.text(), "b.jpg": pictures.text() });
    const first = await job.convert({ maxItemAttempts: 3 });
    expect(first.result).toMatchObject({ failed: 2, failedAgain: 0 });
    const services = imageServices(job.domain.db, job.bucket);
    for (let tries = 0; tries < 6; tries++) {
      await expect(convertSource(services, "r2://local/a.jpg")).rejects.toThrow(/no JPEG/);
    }
    const rows = await job.domain.db.imageConversion.findMany({ select: { status: true, attempts: true } });
    expect(rows).toEqual([
      { status: "failed", attempts: 1 },
      { status: "failed", attempts: 1 },
    ]);
    await job.put({ "c.jpg": pictures.jpeg() });
    const inAnHour = new Date(Date.now() + 3_600_000);
    const second = await job.convert({ maxItemAttempts: 3 }, { state: first.state, now: inAnHour });
    expect(second.result).toMatchObject({
      processed: 1,
      failed: 2,
      failedAgain: 2,
      message: "1 images converted, 2 failed (2 of them again), 0 skipped",
    });
    const sameRun = await job.convert({}, { state: second.state, runId: second.ctx.runId, now: inAnHour });
    expect(sameRun.result).toMatchObject({ processed: 1, failed: 2, failedAgain: 2 });
  });
});

describe("fault B6: what a WebP cannot hold", () => {
  let job: FolderImageJob;
  beforeAll(async () => {
    job = await startFolderJob();
    await job.put({
      "moving.png": pictures.animatedPng(),
      "wide.png": pictures.tooWide(),
      "tiny.gif": pictures.tinyGif(),
    });
  });
  afterAll(() => job.close());

  it("stays as it is, and its row says why", async () => {
    const { result } = await job.convert();
    expect(result).toMatchObject({ processed: 0, failed: 0, skipped: 3 });
    expect(await job.keys()).toEqual(["moving.png", "tiny.gif", "wide.png"]);
    const rows = await job.domain.db.imageConversion.findMany({ orderBy: { sourceKey: "asc" } });
    expect(rows.map(({ error }) => error)).toEqual([
      "it is an animated PNG, of whose 3 frames only the first could be kept",
      expect.stringMatching(/^its WebP would be no smaller \(\d+ -> \d+ bytes\)$/),
      "it is 16384 x 2 pixels large; a WebP has at most 16383 on a side",
    ]);
  });

  it("is written though it is larger when a parameter, or the person who converts it, says so", async () => {
    const services = imageServices(job.domain.db, job.bucket);
    await expect(convertSource(services, "r2://local/tiny.gif")).rejects.toThrow(/no smaller/);
    expect(await convertSource(services, "r2://local/tiny.gif", { force: true })).toMatchObject({
      targetKey: "tiny.webp",
    });
    const again = await job.convert({ onlySmaller: false }, { state: { kind: "absent", epoch: 1 } });
    expect(again.result).toMatchObject({ processed: 1, skipped: 2 });
  });
});
