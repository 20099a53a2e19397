import { mkdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InvalidKeyError } from "./bucket-errors.ts";
import { assertKey } from "./object-key.ts";

/** Folder below a bucket's root for what is not an object: temporary files and metadata. No key may begin with it. */
export const INTERNAL_FOLDER = ".belfry-bucket";

/** Turns keys into paths below the root, and nothing else: symbolic links are never followed. */
export class FolderPaths {
  readonly #folder: string;
  #root: string | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The root's real path; creates it the first time, not again: a disk that went away is no empty bucket. */
  async root(): Promise<string> {
    if (this.#root !== null) return this.#root;
    await mkdir(this.#folder, { recursive: true });
    this.#root = await realpath(this.#folder);
    return this.#root;
  }

  /** Path of an existing or possible object. @throws InvalidKeyError, also when a link lies on the way */
  async ofObject(key: string): Promise<string> {
    assertFolderKey(key);
    const path = join(await this.root(), key);
    await assertNoLinks(dirname(path), key);
    return path;
  }

  /** Like `ofObject`, and makes the folders on the way. */
  async forWriting(key: string): Promise<string> {
    const path = await this.ofObject(key);
    await mkdir(dirname(path), { recursive: true });
    return path;
  }

  /** Path of a file of ours that is no object. */
  async internal(...segments: string[]): Promise<string> {
    return join(await this.root(), INTERNAL_FOLDER, ...segments);
  }
}

/** @throws InvalidKeyError */
function assertFolderKey(key: string): void {
  assertKey(key);
  const segments = key.split("/");
  if (segments.includes("")) throw new InvalidKeyError(key, "has an empty segment, which a folder cannot hold");
  if (segments[0] === INTERNAL_FOLDER) throw new InvalidKeyError(key, `begins with the reserved ${INTERNAL_FOLDER}`);
}

/**
 * Checks the deepest folder that exists: links can only be there, and what is missing is made below it.
 * @throws InvalidKeyError
 */
async function assertNoLinks(folder: string, key: string): Promise<void> {
  const real = await realpath(folder).catch(nullWhenMissing);
  if (real === null) return assertNoLinks(dirname(folder), key);
  if (real !== folder) throw new InvalidKeyError(key, "leads through a symbolic link, which is never followed");
}

/** For `.catch`: a missing file (or one where a folder is expected) is null, every other error stays one. */
export function nullWhenMissing(error: unknown): null {
  if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
  throw error;
}
