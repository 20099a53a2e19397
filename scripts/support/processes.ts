import { readFileSync } from "node:fs";

/** Whether a process of that id runs, ours or not. */
export function isAlive(pid: number): boolean {
  return exists(pid) && !isZombie(pid);
}

/** Whether the process has ended but nobody has collected it, as in a container whose first process does not. */
export function isZombie(pid: number): boolean {
  // "PID (name) STATE …"; the name may hold anything.
  return /^.*\) [ZX]/s.test(readStat(pid));
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return ""; // gone meanwhile, or a system without /proc
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
