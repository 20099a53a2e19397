import { opendir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { INTERNAL_FOLDER, nullWhenMissing } from "./folder-paths.ts";
import { sortKeys } from "./object-key.ts";

const ENTRIES_AT_ONCE = 1000;

/**
 * Keys of the files below `root` that begin with `prefix`, in the order of S3. Holds the names of one folder per level.
 * Links, sockets and our own internal folder are no objects.
 */
export async function* walkKeys(root: string, prefix: string): AsyncGenerator<string> {
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
