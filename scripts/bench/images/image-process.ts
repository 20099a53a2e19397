import { readdir, readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { parseEnv } from "../../../lib/env.ts";
import { inParallel } from "../../../lib/jobs/images/in-parallel.ts";
import { createRuntime } from "../../../lib/runtime.ts";

/**
 * A process that converts the images of one folder, by the job or by a bare loop, and says how long it took and how
 * large it grew. Measured apart, because a process keeps memory that it once had.
 */

export interface ImageTask {
  kind: "job" | "bare";
  folder: string;
  databaseUrl: string;
}

export interface ImageReport {
  images: number;
  seconds: number;
  /** Processor time of the process: holds on a busy machine, too. */
  cpuSeconds: number;
  /** Largest resident size, in MiB. */
  peakMib: number;
}

const task = JSON.parse(process.env.IMAGE_TASK ?? "") as ImageTask;
const beganMs = performance.now();
const cpuBefore = process.cpuUsage();
const images = task.kind === "job" ? await byJob(task) : await byLoop(task.folder);
const cpu = process.cpuUsage(cpuBefore);
const report: ImageReport = {
  images,
  seconds: (performance.now() - beganMs) / 1000,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  peakMib: process.resourceUsage().maxRSS / 1024,
};
process.send?.(report);

/** The real job under the real engine: listing, rows, targets, writes, log lines and state included. */
async function byJob({ folder, databaseUrl }: ImageTask): Promise<number> {
  const secret = "secret-of-a-bench-that-nobody-can-reach";
  const runtime = createRuntime(
    parseEnv({
      DATABASE_URL: databaseUrl,
      BUCKET_URL: `file:${folder}`,
      CRON_SECRET: secret,
      BETTER_AUTH_SECRET: secret,
    }),
  );
  const answer = await runtime.engine.runNow("convert-images", {});
  if (answer.kind !== "ended" || answer.run.status !== "completed") throw new Error(JSON.stringify(answer));
  const converted = await runtime.db.imageConversion.count({ where: { runId: answer.run.id, status: "converted" } });
  await runtime.drain(1_000);
  return converted;
}

/** What one would write without any of this: as many at once, nothing stored. */
async function byLoop(folder: string): Promise<number> {
  sharp.concurrency(1);
  sharp.cache(false);
  const names = await readdir(folder);
  await inParallel(names, availableParallelism(), async (name) => {
    await sharp(await readFile(join(folder, name)), { autoOrient: true })
      .webp({ quality: 80 })
      .toBuffer();
  });
  return names.length;
}
