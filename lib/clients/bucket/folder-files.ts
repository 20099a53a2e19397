import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, realpath, rename, stat, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { assertKey, InvalidKeyError } from "./bucket.ts";

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
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
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
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
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

/** Names of temporary files say who writes them: host, process, and a mark of this process's life (ids are used again). */
const HOST = encodeURIComponent(hostname()).replaceAll(".", "%2E");
const LIFE = process.hrtime.bigint().toString(36);
let written = 0;

/** A temporary file of another host's process is given up after this long: its process cannot be asked. */
const FOREIGN_LIFE_MS = 600_000;

export const temporaryName = () => `${HOST}.${process.pid}.${LIFE}.${written++}`;

/** Writes a file and waits until the disk has it. @returns its size and time of change */
export async function writeDurably(path: string, body: Uint8Array) {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "w", 0o644);
  try {
    await file.writeFile(body);
    await file.sync();
    return await file.stat({ bigint: true });
  } finally {
    await file.close();
  }
}

/** Puts a finished file in its place, and waits until the disk knows of it. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  const folder = await open(dirname(to), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Removes the temporary files whose writers are gone. @returns how many */
export async function removeStale(folder: string): Promise<number> {
  const names = (await readdir(folder).catch(nullWhenMissing)) ?? [];
  let removed = 0;
  for (const name of names) {
    const path = join(folder, name);
    if (!(await isStale(name, path))) continue;
    await unlink(path).catch(nullWhenMissing);
    removed += 1;
  }
  return removed;
}

async function isStale(name: string, path: string): Promise<boolean> {
  const [host, pid, life] = name.split(".");
  const isOurHost = host === HOST;
  if (isOurHost && Number(pid) === process.pid) return life !== LIFE;
  if (isOurHost && !isAlive(Number(pid))) return true;
  const found = await stat(path).catch(nullWhenMissing);
  return found !== null && Date.now() - found.mtimeMs > FOREIGN_LIFE_MS;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: alive, but somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

const metadataFile = z.object({ contentType: z.string(), metadata: z.record(z.string(), z.string()) });

type StoredMetadata = z.output<typeof metadataFile>;

/**
 * Content type and metadata of one version of an object, in a file of their own. It is named by the object's ETag and
 * written before the object moves into its place: whatever dies in between, an object and its metadata fit together.
 */
export async function writeMetadata(paths: FolderPaths, version: { key: string; etag: string }, value: StoredMetadata) {
  await writeDurably(await pathOf(paths, version), Buffer.from(JSON.stringify(value)));
}

export async function readMetadata(
  paths: FolderPaths,
  version: { key: string; etag: string },
): Promise<StoredMetadata | null> {
  const text = await readFile(await pathOf(paths, version), "utf8").catch(nullWhenMissing);
  return text === null ? null : metadataFile.parse(JSON.parse(text));
}

export async function removeMetadata(paths: FolderPaths, version: { key: string; etag: string }): Promise<void> {
  await unlink(await pathOf(paths, version)).catch(nullWhenMissing);
}

function pathOf(paths: FolderPaths, { key, etag }: { key: string; etag: string }): Promise<string> {
  const hash = createHash("sha256").update(key).digest("hex");
  return paths.internal("metadata", hash.slice(0, 2), `${hash.slice(2, 34)}.${etag}.json`);
}
