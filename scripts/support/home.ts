import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";

const PRIVATE = 0o700;
/** Root's server runs under another account, which must pass through to its own folder; every secret is a 0600 file. */
const PASSABLE = 0o711;

/** Makes the home folder unless it exists. @returns its absolute path */
export function ensureHome(home: string): string {
  const path = resolve(home);
  if (existsSync(path)) return path;
  mkdirSync(path, { recursive: true });
  chmodSync(path, process.getuid?.() === 0 ? PASSABLE : PRIVATE);
  return path;
}
