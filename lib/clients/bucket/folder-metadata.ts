import { createHash } from "node:crypto";
import { readFile, unlink } from "node:fs/promises";
import { z } from "zod";
import { type FolderPaths, nullWhenMissing } from "./folder-paths.ts";
import { writeDurably } from "./folder-temp.ts";

const metadataFile = z.object({ contentType: z.string(), metadata: z.record(z.string(), z.string()) });

export type StoredMetadata = z.output<typeof metadataFile>;

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
