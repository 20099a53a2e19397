import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { convertImagesState, isRewound } from "../../../lib/jobs/images/convert-images.state.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { type FolderImageJob, type State, startFolderJob } from "./image-job.ts";
import * as pictures from "./pictures.ts";

/** In whole seconds: a file's time may lose a fraction of a millisecond when it is set. */
const minutesAgo = (minutes: number) => new Date(Math.floor(Date.now() / 1000) * 1000 - minutes * 60_000);
const OLD = minutesAgo(60);
const BOUNDARY = minutesAgo(30);
const YOUNG = minutesAgo(10);

const stateAt = (last: Date | null, epoch = 0): State => ({
  kind: "present",
  epoch,
  value: {
    last_processed_time: last?.toISOString() ?? null,
    last_run_time: YOUNG.toISOString(),
    processed_count: 7,
    failed_count: 7,
  },
});
const broken: State = { kind: "broken", problem: "last_processed_time: Invalid ISO datetime", epoch: 0 };

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

const threeAges = async () => {
  await job.putAt(OLD, { "old.jpg": pictures.jpeg() });
  await job.putAt(BOUNDARY, { "boundary.jpg": pictures.jpeg() });
  await job.putAt(YOUNG, { "young.jpg": pictures.jpeg() });
};
const targets = async () => (await job.keys()).filter((key) => key.endsWith(".webp"));

describe("where convert-images starts", () => {
  it.each<[string, State, string | undefined, string[]]>([
    ["without a state: everything", { kind: "absent", epoch: 0 }, undefined, ["boundary", "old", "young"]],
    ["without a state but with a start date: there", { kind: "absent", epoch: 0 }, "boundary", ["boundary", "young"]],
    ["with a broken state: now", broken, undefined, []],
    ["with a broken state and a start date: there", broken, "boundary", ["boundary", "young"]],
    ["with a state: at the last processed time, included", stateAt(BOUNDARY), undefined, ["boundary", "young"]],
    ["with a state: not at the start date", stateAt(BOUNDARY), "old", ["boundary", "young"]],
    ["with a state that has no time yet: everything", stateAt(null), undefined, ["boundary", "old", "young"]],
  ])("%s", async (_, state, startDate, expected) => {
    await threeAges();
    const instants = { old: OLD.toISOString(), boundary: BOUNDARY.toISOString() };
    const params = startDate ? { startDate: instants[startDate as keyof typeof instants] } : {};
    const { result } = await job.convert(params, { state });
    expect(result).toMatchObject({ processed: expected.length, failed: 0 });
    expect(await targets()).toEqual(expected.map((name) => `${name}.webp`));
  });

  it("warns of a broken state and never converts what was there before, not in the next run either", async () => {
    await threeAges();
    const first = await job.convert({}, { state: broken });
    expect(first.lines).toContainEqual(
      expect.objectContaining({ level: "warn", message: expect.stringContaining("Invalid ISO datetime") }),
    );
    await job.put({ "new.jpg": pictures.jpeg() });
    const second = await job.convert({}, { state: first.state });
    expect(second.result).toMatchObject({ processed: 1 });
    expect(await targets()).toEqual(["new.webp"]);
  });
});

describe("the state of convert-images", () => {
  it("is mended as soon as a broken one was read: an attempt that goes on begins where the first one did", async () => {
    const { saves } = await job.convert({}, { state: broken, now: YOUNG });
    expect(saves[0]).toMatchObject({ last_processed_time: YOUNG.toISOString(), last_run_time: null });
  });

  it("moves to the newest object dealt with, a failed one too, and counts the last run", async () => {
    await threeAges();
    const newest = minutesAgo(5);
    await job.putAt(newest, { "broken.jpg": pictures.truncatedJpeg() });
    const { state, ctx } = await job.convert();
    expect(state).toMatchObject({
      value: {
        last_processed_time: newest.toISOString(),
        last_run_time: ctx.now().toISOString(),
        processed_count: 3,
        failed_count: 1,
      },
    });
  });

  it("is saved with each batch, oldest objects first", async () => {
    await threeAges();
    const { saves } = await job.convert({ batchSize: 1 });
    const steps = saves.map(({ last_processed_time, processed_count }) => [last_processed_time, processed_count]);
    expect(steps).toEqual([
      [OLD.toISOString(), 1],
      [BOUNDARY.toISOString(), 2],
      [YOUNG.toISOString(), 3],
      [YOUNG.toISOString(), 3],
    ]);
  });

  it("neither loses nor repeats objects that share the boundary instant", async () => {
    await job.putAt(BOUNDARY, { "one.jpg": pictures.jpeg() });
    const first = await job.convert();
    await job.putAt(BOUNDARY, { "later.jpg": pictures.jpeg(), "a.png": pictures.pngWithAlpha() });
    const second = await job.convert({}, { state: first.state });
    expect(second.result).toMatchObject({ processed: 2, skipped: 0 });
    const third = await job.convert({}, { state: second.state });
    expect(third.result).toMatchObject({ processed: 0 });
  });

  it("does not pass the start of the listing, or it would lose what comes while it lists", async () => {
    const later = new Date(Date.now() + 3_600_000);
    await job.putAt(later, { "from-the-future.jpg": pictures.jpeg() });
    const first = await job.convert();
    expect(first.result).toMatchObject({ processed: 1 });
    await job.put({ "came-meanwhile.jpg": pictures.jpeg() });
    const second = await job.convert({}, { state: first.state });
    expect(second.result).toMatchObject({ processed: 1 });
    expect(await targets()).toContain("came-meanwhile.webp");
  });

  it("converts everything after it once more when its epoch rises, and then not again", async () => {
    await threeAges();
    const first = await job.convert();
    const rewound = stateAt(BOUNDARY, 1);
    const second = await job.convert({}, { state: rewound });
    expect(second.result).toMatchObject({ processed: 2 });
    const third = await job.convert({}, { state: second.state });
    expect(third.result).toMatchObject({ processed: 0 });
    const reset = await job.convert({}, { state: { kind: "absent", epoch: 2 } });
    expect(reset.result).toMatchObject({ processed: 3 });
    expect(first.result).toMatchObject({ processed: 3 });
    expect(await targets()).toHaveLength(3);
  });

  it("asks for no repetition when it is moved back without a new epoch", async () => {
    await threeAges();
    await job.convert();
    const again = await job.convert({}, { state: stateAt(OLD, 0) });
    expect(again.result).toMatchObject({ processed: 0 });
  });

  it("stays where it is in a narrowed run, so that the other images are still found", async () => {
    await job.putAt(OLD, { "other/old.jpg": pictures.jpeg(), "other/old.png": pictures.pngWithAlpha() });
    await job.putAt(YOUNG, { "album/young.jpg": pictures.jpeg() });
    const narrowed = await job.convert({ prefix: "album/" });
    expect(narrowed.result).toMatchObject({ processed: 1 });
    expect(narrowed.state).toMatchObject({ value: { last_processed_time: null, processed_count: 1 } });
    const onlyPng = await job.convert({ formats: ["png"] }, { state: narrowed.state });
    expect(onlyPng.result).toMatchObject({ processed: 1 });
    const all = await job.convert({}, { state: onlyPng.state });
    expect(all.result).toMatchObject({ processed: 1 });
    expect(await targets()).toEqual(["album/young.webp", "other/old.jpg.webp", "other/old.webp"]);
  });

  it.each([
    [OLD, BOUNDARY, false],
    [BOUNDARY, BOUNDARY, false],
    [BOUNDARY, OLD, true],
    [BOUNDARY, null, true],
    [null, OLD, false],
  ])("is rewound from %o to %o: %s", (before, after, expected) => {
    const at = (last: Date | null) => convertImagesState.parse({ last_processed_time: last?.toISOString() ?? null });
    expect(isRewound(at(before), at(after))).toBe(expected);
  });

  it.each([{}, { last_processed_time: "yesterday" }, { last_processed_time: null, procesed_count: 1 }])(
    "refuses %o",
    (value) => {
      expect(convertImagesState.safeParse(value).success).toBe(false);
    },
  );
});

describe("an image that failed", () => {
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

  it("is tried again on later runs, later and later, and given up after its last attempt", async () => {
    await job.put({ "broken.jpg": pictures.truncatedJpeg() });
    let { state } = await job.convert({ maxItemAttempts: 3 });
    const tries: [number, string][] = [];
    for (const minutes of [4, 6, 14, 17, 60 * 24 * 30]) {
      const again = await job.convert({ maxItemAttempts: 3 }, { state, now: inMinutes(minutes) });
      ({ state } = again);
      const row = await job.domain.db.imageConversion.findFirstOrThrow();
      tries.push([row.attempts, row.status]);
    }
    expect(tries).toEqual([
      [1, "failed"],
      [2, "failed"],
      [2, "failed"],
      [3, "gave_up"],
      [3, "gave_up"],
    ]);
  });

  it("is converted on a later run when the limits allow it, though the last processed time has passed it", async () => {
    await job.putAt(OLD, { "large.jpg": pictures.jpegTurned() });
    await job.putAt(YOUNG, { "small.png": pictures.pngWithAlpha() });
    const first = await job.convert({ maxBytes: 500 });
    expect(first.result).toMatchObject({
      processed: 1,
      errors: [{ id: "large.jpg", error: expect.stringMatching(/more than the 500 allowed/) }],
    });
    const second = await job.convert({}, { state: first.state, now: inMinutes(6) });
    expect(second.result).toMatchObject({ processed: 1, failed: 0 });
  });

  it("is forgotten when a new version comes or it goes away", async () => {
    await job.put({ "mended.jpg": pictures.truncatedJpeg(), "removed.jpg": pictures.truncatedJpeg() });
    const first = await job.convert();
    await job.put({ "mended.jpg": pictures.jpeg() });
    await rm(join(job.root, "removed.jpg"));
    const second = await job.convert({}, { state: first.state, now: inMinutes(6) });
    expect(second.result).toMatchObject({ processed: 1, failed: 0, skipped: 1 });
    const rows = await job.domain.db.imageConversion.findMany({ orderBy: { id: "asc" } });
    expect(rows.map(({ sourceKey, status, error }) => [sourceKey, status, error]).sort()).toEqual([
      ["mended.jpg", "converted", null],
      ["mended.jpg", "gone", "replaced by a newer version"],
      ["removed.jpg", "gone", "no longer in the bucket"],
    ]);
  });

  it("is one of fifty that are named; of the others their number is told", async () => {
    const objects = Object.fromEntries(
      Array.from({ length: 53 }, (_, n) => [`${n}.jpg`, Promise.resolve(pictures.text())]),
    );
    await job.put(objects);
    const { result } = await job.convert();
    const { errors } = result as { errors: { id: string; error: string }[] };
    expect(errors).toHaveLength(51);
    expect(errors.at(-1)?.error).toMatch(/and 3 more/);
  });
});
