import type { Services } from "../services.ts";
import type { Outcome } from "./conversion-outcome.ts";
import type { ClaimedImage } from "./conversion-queue.ts";
import { type ConversionOptions, convertImage } from "./convert-image.ts";
import { assignTargets } from "./image-targets.ts";
import { Gate, inParallel } from "./in-parallel.ts";

/** Images that are read or written while `concurrency` are converted: the cores never wait for the store. */
const READ_AHEAD = 2;

interface Batch {
  services: Pick<Services, "db" | "bucket">;
  images: readonly ClaimedImage[];
  options: ConversionOptions;
  /** Images that are decoded at once. */
  concurrency: number;
  signal: AbortSignal;
  /** Called with each outcome as it comes. */
  onOutcome: (outcome: Outcome) => void;
}

/** Converts claimed images, in order. @returns one outcome for each; after an abort the rest are released */
export async function convertBatch(batch: Batch): Promise<Outcome[]> {
  const { services, images, options, concurrency, signal, onOutcome } = batch;
  const { bucket } = services;
  const targets = await assignTargets({ ...services, signal }, images);
  const gate = new Gate(concurrency);
  const outcomes: Outcome[] = [];
  await inParallel(images, concurrency + READ_AHEAD, async (image) => {
    const outcome = await convertImage({ bucket, image, target: targets.get(image.id), options, gate, signal });
    outcomes.push(outcome);
    onOutcome(outcome);
  });
  return outcomes;
}
