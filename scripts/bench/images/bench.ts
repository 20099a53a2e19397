/**
 * Measures convert-images, storage and engine included, beside a bare sharp loop over the same files, in alternating
 * rounds; and its memory over many objects. Runs alone, too: `node scripts/bench/images/bench.ts [--quick]`.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { migrate } from "../../support/migrations.ts";
import { runMain } from "../../support/run-main.ts";
import { type BenchServer, openBenchServer } from "../bench-server.ts";
import { againstAim, printTable } from "../report.ts";
import { type Effort, FULL, median, QUICK } from "../rounds.ts";
import type { ImageReport, ImageTask } from "./image-process.ts";

const AIMS = { ofBare: 0.9, peakMib: 450 };
const PROCESS = fileURLToPath(new URL("image-process.ts", import.meta.url));

/** Prints the throughput of the job against the bare loop, and its memory over ever more objects. */
export async function run(server: BenchServer, effort: Effort): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "belfry-bench-images-"));
  try {
    await compareWithBare(server, { root, rounds: effort.rounds, photos: effort === QUICK ? 20 : 80 });
    await measureMemory(server, { root, counts: effort === QUICK ? [100, 1_000] : [1_000, 5_000, 10_000] });
  } finally {
    await rm(root, { recursive: true });
  }
}

async function compareWithBare(
  server: BenchServer,
  { root, rounds, photos }: { root: string; rounds: number; photos: number },
): Promise<void> {
  const bodies = await Promise.all(Array.from({ length: photos }, (_, n) => photo(n)));
  const rates = { bare: [] as number[], job: [] as number[] };
  const costs = { bare: [] as number[], job: [] as number[] };
  for (let round = 1; round <= rounds; round++) {
    for (const kind of ["bare", "job"] as const) {
      const folder = await fill(join(root, `${kind}-${round}`), photos, (n) => bodies[n]);
      const { images, seconds, cpuSeconds } = await convert(server, kind, folder);
      console.log(`round ${round}, ${kind}: ${images} photos in ${seconds.toFixed(2)} s`);
      rates[kind].push(images / seconds);
      costs[kind].push((cpuSeconds / images) * 1000);
    }
  }
  const [bare, job] = [median(rates.bare), median(rates.job)];
  const [bareCost, jobCost] = [median(costs.bare), median(costs.job)];
  printTable(
    "Images of 3 megapixels, medians",
    ["", "images/s", "of the bare loop", "CPU ms each", "of the bare loop"],
    [
      ["bare sharp loop, nothing stored", bare.toFixed(1), "1.00", bareCost.toFixed(0), "1.00"],
      [
        "convert-images",
        job.toFixed(1),
        againstAim(job / bare, AIMS.ofBare),
        jobCost.toFixed(0),
        (jobCost / bareCost).toFixed(2),
      ],
    ],
  );
}

/**
 * V8 lets a heap grow before it clears it, the bare loop's too: each image costs 13 kB of garbage in sharp's own
 * objects. So the figure reaches its plateau only after some thousand images, and the loop's stands beside it.
 */
async function measureMemory(server: BenchServer, { root, counts }: { root: string; counts: number[] }): Promise<void> {
  const body = await sharp(await photo(0))
    .resize(160)
    .jpeg()
    .toBuffer();
  const rows: string[][] = [];
  for (const count of counts) {
    const folder = await fill(join(root, `many-${count}`), count, () => body);
    const bare = await convert(server, "bare", folder);
    const job = await convert(server, "job", folder);
    rows.push([
      String(job.images),
      (job.images / job.seconds).toFixed(0),
      againstAim(Math.round(job.peakMib), AIMS.peakMib, "lower"),
      String(Math.round(bare.peakMib)),
    ]);
  }
  printTable("Memory of the process that converts", ["small images", "images/s", "peak MiB", "of the bare loop"], rows);
}

async function convert(server: BenchServer, kind: ImageTask["kind"], folder: string): Promise<ImageReport> {
  const databaseUrl = kind === "job" ? await migrated(server) : "";
  const task: ImageTask = { kind, folder, databaseUrl };
  const child = fork(PROCESS, {
    env: { ...process.env, IMAGE_TASK: JSON.stringify(task) },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const exited = once(child, "exit").then(([code]) =>
    Promise.reject(new Error(`The image process ended with ${code}`)),
  );
  const [report] = await Promise.race([once(child, "message"), exited]);
  exited.catch(() => undefined);
  return report as ImageReport;
}

let databases = 0;
async function migrated(server: BenchServer): Promise<string> {
  databases += 1;
  const url = await server.createDatabase(`images_${databases}`);
  await migrate(url);
  return url;
}

async function fill(folder: string, count: number, body: (n: number) => Buffer | undefined): Promise<string> {
  await mkdir(folder);
  for (let n = 0; n < count; n++) await writeFile(join(folder, `${n}.jpg`), body(n) ?? "");
  return folder;
}

/** Soft shapes with some grain: compresses about as a photo does. 2000 x 1500, about 600 kB. */
async function photo(n: number): Promise<Buffer> {
  const shapes = { width: 40, height: 30, channels: 3, background: "gray" } as const;
  const grain = { width: 2000, height: 1500, channels: 3, background: "gray" } as const;
  const noise = (mean: number, sigma: number) => ({ type: "gaussian", mean, sigma }) as const;
  const base = await sharp({ create: { ...shapes, noise: noise(110 + (n % 30), 50) } })
    .png()
    .toBuffer();
  const fine = await sharp({ create: { ...grain, noise: noise(128, 12) } })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return sharp(base)
    .resize(2000, 1500, { kernel: "cubic" })
    .composite([{ input: fine, blend: "soft-light" }])
    .jpeg({ quality: 90 })
    .toBuffer();
}

if (import.meta.main) {
  runMain(async () => {
    const server = await openBenchServer();
    try {
      await run(server, process.argv.includes("--quick") ? QUICK : FULL);
    } finally {
      await server.close();
    }
  });
}
