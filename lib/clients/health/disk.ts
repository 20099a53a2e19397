import type { StatsFs } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Probe } from "./probe.ts";

const MB = 1_000_000;

/** Measures what is free to us on the disk that holds `path`, which need not exist yet. */
export const diskProbe = (path: string): Probe => ({
  component: "disk",
  async check(_signal, { minFreeMb }) {
    const { bavail, bsize } = await statfsAbove(path);
    const freeMb = Math.floor((bavail * bsize) / MB);
    if (freeMb < minFreeMb) throw new Error(`${freeMb} MB free, expected at least ${minFreeMb}: make room on the disk`);
    return `${freeMb} MB free`;
  },
});

async function statfsAbove(path: string): Promise<StatsFs> {
  try {
    return await statfs(path);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!missing || dirname(path) === path) throw error;
    return statfsAbove(dirname(path));
  }
}
