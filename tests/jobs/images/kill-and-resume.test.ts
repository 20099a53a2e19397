import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { RuntimeProcess } from "../../support/runtime-process.ts";

const PHOTOS = 20;

// A lease, a sweep and two starts of a process; more on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let domain: DomainDb;
let root: string;
let processes: RuntimeProcess[];

let photos: Buffer[];
beforeAll(async () => {
  photos = await Promise.all(Array.from({ length: PHOTOS }, (_, n) => photo(n)));
});
beforeEach(async () => {
  domain = await openDomainDb();
  root = await mkdtemp(join(tmpdir(), "belfry-kill-"));
  processes = [];
  await mkdir(join(root, "album"));
  await Promise.all(photos.map((photo, n) => writeFile(join(root, "album", `${n}.jpg`), photo)));
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.kill()));
  await domain.close();
  await rm(root, { recursive: true });
});

/** Takes about a tenth of a second to convert, and becomes smaller. */
function photo(n: number): Promise<Buffer> {
  const noise = { type: "gaussian", mean: 100 + n, sigma: 30 } as const;
  return sharp({ create: { width: 900, height: 600, channels: 3, background: "gray", noise } })
    .jpeg({ quality: 98 })
    .toBuffer();
}

function start(run?: { job: string; params: unknown }): RuntimeProcess {
  const started = new RuntimeProcess({ databaseUrl: domain.url, bucketUrl: `file:${root}`, ...(run && { run }) });
  processes.push(started);
  return started;
}

async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const deadlineMs = performance.now() + 30_000;
  while (performance.now() < deadlineMs) {
    const found = await look();
    if (found !== null) return found;
    await sleep(50);
  }
  throw new Error(`Not within 30 s: ${what}\n${processes.map(({ output }) => output).join("\n---\n")}`);
}

const targets = async () => (await readdir(join(root, "album"))).filter((name) => name.endsWith(".webp"));
const atLeast = (count: number) => async () => ((await targets()).length >= count ? true : null);
const endedRun = () =>
  until("the run ends", () => domain.db.cronJobLog.findFirst({ where: { completedAt: { not: null } } }));

/** What tells a file that was written again from one that was left alone. */
async function versionsOf(names: readonly string[]): Promise<Map<string, string>> {
  const versions = await Promise.all(
    names.map(async (name) => {
      const { ino, mtimeNs } = await stat(join(root, "album", name), { bigint: true });
      return [name, `${ino} ${mtimeNs}`] as const;
    }),
  );
  return new Map(versions);
}

it.each([
  ["before anything was recorded", 100],
  ["between two saves of the state", 4],
])(
  "another process goes on where kill -9 met the conversion %s: nothing is lost, repeated or left half-written",
  async (_, batchSize) => {
    const first = start({ job: "convert-images", params: { batchSize } });
    await until("some photos are converted", atLeast(6));
    await first.kill();
    const before = await versionsOf(await targets());
    expect(before.size).toBeLessThan(PHOTOS);
    start();
    const run = await endedRun();

    expect(run).toMatchObject({ status: "completed", attempts: 2, result: { processed: PHOTOS, failed: 0 } });
    expect(run.attemptLog).toMatchObject([{ outcome: "abandoned" }]);
    const names = await targets();
    expect(names).toHaveLength(PHOTOS);
    for (const name of names) await expect(sharp(join(root, "album", name)).stats()).resolves.toBeDefined();
    const after = await versionsOf([...before.keys()]);
    expect(after).toEqual(before);
    expect(await readdir(join(root, ".belfry-bucket", "writing"))).toEqual([]);
    expect(await domain.db.imageConversion.groupBy({ by: ["status"], _count: true })).toEqual([
      { status: "converted", _count: PHOTOS },
    ]);
    const { value } = await domain.db.cronJobState.findFirstOrThrow();
    expect(value).toMatchObject({ processed_count: PHOTOS, failed_count: 0 });
  },
);

it("a process that freezes past its lease changes nothing when it wakes up", async () => {
  const first = start({ job: "convert-images", params: { batchSize: 4 } });
  await until("some photos are converted", atLeast(5));
  first.freeze();
  start();
  const run = await endedRun();
  expect(run).toMatchObject({ status: "completed", attempts: 2, result: { processed: PHOTOS } });
  const state = await domain.db.cronJobState.findFirstOrThrow();
  first.thaw();
  await until("the woken process notices", async () => (/lease/.test(first.output) ? true : null));
  expect(await domain.db.cronJobState.findFirstOrThrow()).toEqual(state);
  expect(await domain.db.cronJobLog.findFirstOrThrow()).toEqual(run);
  expect(await targets()).toHaveLength(PHOTOS);
});
