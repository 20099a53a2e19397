import { type BigIntStats, constants } from "node:fs";
import { lstat, open, opendir, realpath, unlink } from "node:fs/promises";
import { join } from "node:path";
import {
  type Bucket,
  BucketError,
  type BucketObject,
  causeOf,
  type ListOptions,
  type ObjectContent,
  type ObjectHead,
  ObjectNotFoundError,
  ObjectTooLargeError,
  type ReadOptions,
  sortKeys,
  type WriteOptions,
} from "./bucket.ts";
import {
  FolderPaths,
  INTERNAL_FOLDER,
  moveDurably,
  nullWhenMissing,
  readMetadata,
  removeMetadata,
  removeStale,
  temporaryName,
  writeDurably,
  writeMetadata,
} from "./folder-files.ts";

const DEFAULT_PAGE_SIZE = 1000;

/**
 * A bucket in a folder: each file is an object, its path below `root` the key, the later of its two times of change
 * `modifiedAt`, and size with the content's time of change in nanoseconds the ETag. Files may be put there by any means.
 */
export class FolderBucket implements Bucket {
  readonly name: string;
  readonly #paths: FolderPaths;

  constructor({ name, root }: { name: string; root: string }) {
    this.name = name;
    this.#paths = new FolderPaths(root);
  }

  async *list({ prefix = "", pageSize = DEFAULT_PAGE_SIZE, signal }: ListOptions = {}): AsyncGenerator<BucketObject[]> {
    const root = await this.#explained("", () => this.#paths.root());
    let keys: string[] = [];
    const page = () => this.#explained("", () => objectsOf(root, keys));
    for await (const key of this.#walk(root, prefix)) {
      signal?.throwIfAborted();
      if (keys.push(key) < pageSize) continue;
      yield await page();
      keys = [];
    }
    if (keys.length > 0) yield await page();
  }

  head(key: string): Promise<ObjectHead | null> {
    return this.#explained(key, async () => {
      const path = await this.#paths.ofObject(key);
      const stats = await lstat(path, { bigint: true }).catch(nullWhenMissing);
      if (!stats?.isFile()) return null;
      const object = toObject(key, stats);
      const stored = await readMetadata(this.#paths, object);
      return { ...object, contentType: stored?.contentType ?? null, metadata: stored?.metadata ?? {} };
    });
  }

  read(key: string, { maxBytes = Number.POSITIVE_INFINITY, signal }: ReadOptions = {}): Promise<ObjectContent> {
    return this.#explained(key, async () => {
      const path = await this.#paths.ofObject(key);
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(nullWhenNoFile);
      if (file === null) throw new ObjectNotFoundError(this.name, key);
      try {
        const stats = await file.stat({ bigint: true });
        if (!stats.isFile()) throw new ObjectNotFoundError(this.name, key);
        if (stats.size > maxBytes) throw new ObjectTooLargeError({ bucket: this.name, key, maxBytes });
        signal?.throwIfAborted();
        const body = await file.readFile();
        return { key, etag: etagOf(stats), body };
      } finally {
        await file.close();
      }
    });
  }

  write(
    key: string,
    body: Uint8Array,
    { contentType, metadata = {}, signal }: WriteOptions,
  ): Promise<{ etag: string }> {
    return this.#explained(key, async () => {
      const path = await this.#paths.forWriting(key);
      const before = await lstat(path, { bigint: true }).catch(nullWhenMissing);
      signal?.throwIfAborted();
      const temporary = await this.#paths.internal("writing", temporaryName());
      try {
        const etag = etagOf(await writeDurably(temporary, body));
        await writeMetadata(this.#paths, { key, etag }, { contentType, metadata });
        await moveDurably(temporary, path);
        if (before !== null && etagOf(before) !== etag)
          await removeMetadata(this.#paths, { key, etag: etagOf(before) });
        return { etag };
      } catch (error) {
        await unlink(temporary).catch(nullWhenMissing);
        throw error;
      }
    });
  }

  delete(key: string): Promise<void> {
    return this.#explained(key, async () => {
      const path = await this.#paths.ofObject(key);
      const stats = await lstat(path, { bigint: true }).catch(nullWhenMissing);
      if (!stats?.isFile()) return;
      await unlink(path).catch(nullWhenMissing);
      await removeMetadata(this.#paths, { key, etag: etagOf(stats) });
    });
  }

  removeStaleWrites(): Promise<number> {
    return this.#explained("", async () => removeStale(await this.#paths.internal("writing")));
  }

  async *#walk(root: string, prefix: string): AsyncGenerator<string> {
    try {
      yield* walkKeys(root, prefix);
    } catch (error) {
      throw this.#explain("", error);
    }
  }

  async #explained<T>(key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#explain(key, error);
    }
  }

  #explain(key: string, error: unknown): unknown {
    if (error instanceof BucketError || !(error instanceof Error && "code" in error && "syscall" in error))
      return error;
    const what = key === "" ? "" : `, object "${key}"`;
    return new BucketError(
      `The folder of the bucket "${this.name}"${what}: ${causeOf(error)}; check that it exists, is readable and ` +
        "writable by this process, and that no folder stands where a file should be",
      { cause: error },
    );
  }
}

/** Sizes and times of files; those that went away meanwhile are left out. */
async function objectsOf(root: string, keys: readonly string[]): Promise<BucketObject[]> {
  const found = await Promise.all(
    keys.map(async (key) => {
      const stats = await lstat(join(root, key), { bigint: true }).catch(nullWhenMissing);
      return stats?.isFile() ? toObject(key, stats) : null;
    }),
  );
  return found.filter((object) => object !== null);
}

/**
 * `mv` and `cp -p` bring a file with the time of its last change, which may be years ago; when it came, only ctime tells.
 * The ETag leaves ctime out: it moves with a rename or a change of rights, too, and the content is the same.
 */
function toObject(key: string, stats: BigIntStats): BucketObject {
  const modifiedAt = new Date(Math.max(Number(stats.mtimeMs), Number(stats.ctimeMs)));
  return { key, size: Number(stats.size), etag: etagOf(stats), modifiedAt };
}

/** A link under the key is no object, as the listing has it. */
function nullWhenNoFile(error: unknown): null {
  return error instanceof Error && "code" in error && error.code === "ELOOP" ? null : nullWhenMissing(error);
}

const etagOf = ({ size, mtimeNs }: BigIntStats) => `${size.toString(16)}-${mtimeNs.toString(16)}`;

const ENTRIES_AT_ONCE = 1000;

/**
 * Keys of the files below `root` that begin with `prefix`, in the order of S3. Holds the names of one folder per level.
 * Links, sockets and our own internal folder are no objects.
 */
async function* walkKeys(root: string, prefix: string): AsyncGenerator<string> {
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const segments = folder.split("/").slice(0, -1);
  if (segments.some((segment) => segment === "" || segment === "." || segment === "..")) return;
  const path = join(root, ...segments);
  if (folder !== "" && (await realpath(path).catch(nullWhenMissing)) !== path) return;
  yield* walk({ root, folder, prefix });
}

async function* walk({
  root,
  folder,
  prefix,
}: {
  root: string;
  folder: string;
  prefix: string;
}): AsyncGenerator<string> {
  for (const name of await namesIn(root, folder)) {
    const key = folder + name;
    const isFolder = name.endsWith("/");
    if (isFolder && (key.startsWith(prefix) || prefix.startsWith(key))) yield* walk({ root, folder: key, prefix });
    if (!isFolder && key.startsWith(prefix)) yield key;
  }
}

/**
 * Files and folders of one folder; folders end in "/", so that they sort where S3 sorts their objects. Read in pieces:
 * a folder of 100,000 files costs the names, not an entry each.
 */
async function namesIn(root: string, folder: string): Promise<string[]> {
  const directory = await opendir(join(root, folder), { bufferSize: ENTRIES_AT_ONCE }).catch((error: unknown) => {
    if (folder === "") throw error;
    return nullWhenMissing(error);
  });
  const names: string[] = [];
  for await (const entry of directory ?? []) {
    if (entry.isFile()) names.push(entry.name);
    else if (entry.isDirectory() && !(folder === "" && entry.name === INTERNAL_FOLDER)) names.push(`${entry.name}/`);
  }
  return sortKeys(names);
}
