import { mkdir, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { nullWhenMissing } from "./folder-paths.ts";

/** Names of temporary files say who writes them: host, process, and a mark of this process's life (ids are used again). */
const HOST = encodeURIComponent(hostname()).replaceAll(".", "%2E");
const LIFE = process.hrtime.bigint().toString(36);
let written = 0;

/** A temporary file of another host's process is given up after this long: its process cannot be asked. */
const FOREIGN_LIFE_MS = 600_000;

export const temporaryName = () => `${HOST}.${process.pid}.${LIFE}.${written++}`;

/** Writes a file and waits until the disk has it. @returns its size and time of change */
export async function writeDurably(path: string, body: Uint8Array) {
  await mkdir(dirname(path), { recursive: true });
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
