import { availableParallelism } from "node:os";
import type { Services } from "../services.ts";
import { ConversionsFullError } from "./conversion-errors.ts";

/** What somebody who wants in puts up with. */
export interface Entrance {
  signal: AbortSignal;
  /** How long to wait in line; without it, as long as it takes. */
  patienceMs?: number;
}

interface Waiting {
  weight: number;
  enter: () => void;
}

/** Holds so much at once; the others wait in line, first come first served. What is larger than the room goes in alone. */
export class Room {
  readonly #size: number;
  readonly #places: number;
  readonly #line: Waiting[] = [];
  #taken = 0;
  #inside = 0;

  constructor({
    size = Number.POSITIVE_INFINITY,
    places = Number.POSITIVE_INFINITY,
  }: { size?: number; places?: number }) {
    this.#size = size;
    this.#places = places;
  }

  /** Works inside. @throws ConversionsFullError when patience ends, the signal's reason when it aborts */
  async use<T>(weight: number, entrance: Entrance, work: () => Promise<T>): Promise<T> {
    if (this.#line.length === 0 && this.#fits(weight)) this.#take(weight);
    else await this.#wait(weight, entrance);
    try {
      return await work();
    } finally {
      this.#leave(weight);
    }
  }

  #fits(weight: number): boolean {
    return this.#inside === 0 || (this.#inside < this.#places && this.#taken + weight <= this.#size);
  }

  #take(weight: number): void {
    this.#inside += 1;
    this.#taken += weight;
  }

  #leave(weight: number): void {
    this.#inside -= 1;
    this.#taken -= weight;
    this.#letIn();
  }

  #letIn(): void {
    for (let next = this.#line[0]; next && this.#fits(next.weight); next = this.#line[0]) {
      this.#line.shift();
      this.#take(next.weight);
      next.enter();
    }
  }

  #wait(weight: number, { signal, patienceMs }: Entrance): Promise<void> {
    if (patienceMs === 0) return Promise.reject(new ConversionsFullError());
    const patience = patienceMs === undefined ? null : AbortSignal.timeout(patienceMs);
    const end = patience ? AbortSignal.any([signal, patience]) : signal;
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#line.splice(this.#line.indexOf(waiting), 1);
        reject(signal.aborted ? signal.reason : new ConversionsFullError());
        // Whoever stood behind may be smaller.
        this.#letIn();
      };
      const enter = () => {
        end.removeEventListener("abort", giveUp);
        resolve();
      };
      const waiting = { weight, enter };
      if (end.aborted) return reject(signal.aborted ? signal.reason : new ConversionsFullError());
      end.addEventListener("abort", giveUp, { once: true });
      this.#line.push(waiting);
    });
  }
}

/** One thread stays for files and password hashes; see docs/convert-images.md. */
export const decodesAtOnce = ({ threads }: { threads: number }): number =>
  Math.max(1, Math.min(availableParallelism(), threads - 1));

/** Sources read and not yet converted, in bytes: twice the largest that the defaults allow. */
const SOURCE_BYTES = 100_000_000;
/** Decoded at once: about 12 bytes of memory each while a WebP is made of them, so 600 MB. */
const PIXELS = 50_000_000;

/** What the handlers of this pack get. */
export interface ImageServices extends Services {
  readonly imageGate: ImageGate;
}

/**
 * Keeps the memory and threads that conversions take within bounds, whoever asks for them: one per process, shared by
 * the job and `POST /api/convert`. A source is held first, and decoded while it is held; never the other way round.
 */
export class ImageGate {
  readonly #sources: Room;
  readonly #pictures: Room;

  /** @param decodesAtOnce pictures, each of which takes a thread of Node's pool */
  constructor({
    decodesAtOnce,
    sourceBytes = SOURCE_BYTES,
    pixels = PIXELS,
  }: { decodesAtOnce: number; sourceBytes?: number; pixels?: number }) {
    this.#sources = new Room({ size: sourceBytes });
    this.#pictures = new Room({ size: pixels, places: decodesAtOnce });
  }

  /** Reads and holds a source of so many bytes. */
  hold<T>(bytes: number, entrance: Entrance, work: () => Promise<T>): Promise<T> {
    return this.#sources.use(bytes, entrance, work);
  }

  /** Decodes a picture of so many pixels, all of its frames together. */
  decode<T>(pixels: number, entrance: Entrance, work: () => Promise<T>): Promise<T> {
    return this.#pictures.use(pixels, entrance, work);
  }
}
