import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const FILE = fileURLToPath(new URL("../../.belfry-setup", import.meta.url));
const POLL_MS = 300;

/**
 * Waits until no other process installs into or builds in this clone: two homes may be started at the same moment.
 * @returns lets the next one in
 */
export async function lockSetup() {
  for (let told = false; !take(); told = true) {
    const holder = readHolder();
    if (holder && !exists(holder)) rmSync(FILE, { force: true });
    else if (!told) console.log(`Process ${holder ?? ""} sets up this clone: waiting for it (or remove ${FILE})`);
    await sleep(POLL_MS);
  }
  return () => {
    if (readHolder() === process.pid) rmSync(FILE, { force: true });
  };
}

function take() {
  try {
    writeFileSync(FILE, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function readHolder() {
  try {
    return Number(readFileSync(FILE, "utf8")) || null;
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

function exists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
