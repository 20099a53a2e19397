import type { Outcome } from "./conversion-outcome.ts";
import type { ClaimedImage } from "./conversion-queue.ts";
import { type ConversionOptions, convertImage } from "./convert-image.ts";
import { type ImageGate, type ImageServices, Room } from "./image-gate.ts";
import { assignTargets } from "./image-targets.ts";
import { inParallel } from "./in-parallel.ts";

/** Images that are read or written while `concurrency` are converted: the cores never wait for the store. */
const READ_AHEAD = 2;

interface Batch {
  services: ImageServices;
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
  const { db, bucket } = services;
  const targets = await assignTargets({ db, bucket, signal }, images);
  const gate = narrowed(services.imageGate, concurrency);
  const entrance = { signal };
  const outcomes: Outcome[] = [];
  await inParallel(images, concurrency + READ_AHEAD, async (image) => {
    const outcome = await convertImage({ bucket, image, target: targets.get(image.id), options, gate, entrance });
    outcomes.push(outcome);
    onOutcome(outcome);
  });
  return outcomes;
}

/** The process's gate, through which this batch sends at most so many pictures at once. */
function narrowed(gate: ImageGate, concurrency: number): Pick<ImageGate, "hold" | "decode"> {
  const places = new Room({ places: concurrency });
  return {
    hold: (bytes, entrance, work) => gate.hold(bytes, entrance, work),
    decode: (pixels, entrance, work) => places.use(1, entrance, () => gate.decode(pixels, entrance, work)),
  };
}
