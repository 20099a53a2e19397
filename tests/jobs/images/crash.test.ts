import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Bucket, BucketError } from "../../../lib/clients/bucket/bucket.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { type FolderImageJob, startFolderJob } from "./image-job.ts";
import * as pictures from "./pictures.ts";

let domain: DomainDb;
let job: FolderImageJob;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
afterEach(() => job.close());

/** A bucket that tells of its writes and lets a test step in before and after each. */
function watched() {
  const writes: string[] = [];
  const hooks: { beforeWrite?: (key: string) => void; afterWrite?: (key: string) => void } = {};
  const wrap = (bucket: Bucket): Bucket =>
    new Proxy(bucket, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        if (name !== "write") return member.bind(target);
        return async (...args: Parameters<Bucket["write"]>) => {
          hooks.beforeWrite?.(args[0]);
          const written = await target.write(...args);
          writes.push(args[0]);
          hooks.afterWrite?.(args[0]);
          return written;
        };
      },
    });
  return { wrap, writes, hooks };
}

const photos = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${String(n).padStart(3, "0")}.jpg`, pictures.jpeg()]));

describe("convert-images that is stopped", () => {
  it("hands back what it has not done and goes on there", async () => {
    const { wrap, writes, hooks } = watched();
    job = await startFolderJob(domain, wrap);
    await job.put(photos(20));
    writes.length = 0;
    const stop = new AbortController();
    hooks.afterWrite = () => {
      if (writes.length === 5) stop.abort(new Error("Job timeout after 300 seconds"));
    };
    const first = await job.convert({ concurrency: 1 }, { signal: stop.signal });
    expect(first.result).toMatchObject({ message: "Job timeout after 300 seconds" });
    const waiting = await job.domain.db.imageConversion.count({ where: { status: "pending" } });
    expect(waiting).toBe(20 - writes.length);

    const second = await job.convert({}, { state: first.state, runId: first.ctx.runId });
    expect(second.result).toMatchObject({ processed: 20, failed: 0 });
    expect([...writes].sort()).toEqual(Object.keys(photos(20)).map((key) => key.replace("jpg", "webp")));
  });

  it("counts no image twice when the state is reset before it goes on (fault B6)", async () => {
    const { wrap, writes, hooks } = watched();
    job = await startFolderJob(domain, wrap);
    await job.put(photos(12));
    writes.length = 0;
    const stop = new AbortController();
    hooks.afterWrite = () => {
      if (writes.length === 5) stop.abort(new Error("the state has changed"));
    };
    const first = await job.convert({ concurrency: 1 }, { signal: stop.signal });
    const state = { kind: "absent", epoch: 1 } as const;
    const second = await job.convert({}, { state, runId: first.ctx.runId });
    expect(second.result).toMatchObject({ processed: 12, failed: 0, skipped: 0 });
    expect(second.progress.at(-1)).toMatchObject({ done: 12, total: 12 });
  });

  it("loses nothing that a later run would have to find behind the last processed time", async () => {
    const { wrap, writes, hooks } = watched();
    job = await startFolderJob(domain, wrap);
    await job.put(photos(12));
    const stop = new AbortController();
    hooks.afterWrite = () => stop.abort(new Error("shutdown"));
    const first = await job.convert({ concurrency: 2, batchSize: 6 }, { signal: stop.signal });
    const second = await job.convert({}, { state: first.state });
    expect(await job.domain.db.imageConversion.count({ where: { status: "converted" } })).toBe(12);
    expect(new Set(writes).size).toBe(writes.length);
    expect(second.result).toMatchObject({ failed: 0 });
  });
});

describe("convert-images whose process died", () => {
  /** What stands in the database when the process is gone: claims that nobody settled. */
  const dieAfter = async (writes: number) => {
    const { wrap, writes: written, hooks } = watched();
    job = await startFolderJob(domain, wrap);
    await job.put(photos(10));
    written.length = 0;
    const stop = new AbortController();
    hooks.afterWrite = () => {
      if (written.length === writes) stop.abort(new Error("killed"));
    };
    const first = await job.convert({ concurrency: 1 }, { signal: stop.signal });
    await job.domain.db.$executeRaw`
      update image_conversion set status = 'converting', claim = gen_random_uuid(), claimed_at = now(),
             target_key = null, target_etag = null, bytes_after = null, next_attempt_at = null`;
    return { first, written };
  };

  it("takes what was written for done, and converts only the rest", async () => {
    const { first, written } = await dieAfter(4);
    const before = written.length;
    const second = await job.convert({}, { runId: first.ctx.runId });
    expect(second.result).toMatchObject({ processed: 10, failed: 0 });
    expect(written).toHaveLength(10);
    expect(new Set(written).size).toBe(10);
    expect(before).toBeLessThan(10);
  });

  it("gives an image up when processes die over it again and again, and says so", async () => {
    const { first } = await dieAfter(1);
    await job.domain.db.$executeRaw`
      update image_conversion set interruptions = 19 where source_key = '009.jpg'`;
    const second = await job.convert({}, { runId: first.ctx.runId });
    expect(second.result).toMatchObject({
      processed: 9,
      failed: 1,
      errors: [{ id: "009.jpg", error: "the process ended during its conversion, again and again" }],
    });
  });

  it("writes a version again that was written before a reset", async () => {
    const { first, written } = await dieAfter(10);
    await job.domain.db.$executeRaw`update image_conversion set status = 'converted'`;
    written.length = 0;
    await job.convert({}, { state: { kind: "absent", epoch: 1 }, runId: first.ctx.runId });
    expect(written).toHaveLength(10);
  });
});

describe("convert-images while the store is away", () => {
  it("fails the run rather than one image after the other", async () => {
    const { wrap, hooks } = watched();
    job = await startFolderJob(domain, wrap);
    await job.put(photos(30));
    hooks.beforeWrite = () => {
      throw new BucketError("no answer in time");
    };
    const { result, state } = await job.convert({ batchSize: 10 });
    expect(result).toMatchObject({ name: "RetryableError", message: expect.stringContaining("no answer in time") });
    expect(await job.domain.db.imageConversion.count({ where: { attempts: { gt: 0 } } })).toBe(10);

    delete hooks.beforeWrite;
    const again = await job.convert({}, { state, now: new Date(Date.now() + 360_000) });
    expect(again.result).toMatchObject({ processed: 30, failed: 0 });
  });
});
