/** What quickstart and test do before anything is installed: plain Node 20, no dependency. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STAMP = join(ROOT, "node_modules/.belfry-installed");
const OLDEST_NODE = [20, 19];

/**
 * Installs unless node_modules was installed from today's lock file. `npm install`, because `npm ci` refuses a lock
 * file whose registry lacks the optional packages of other systems; nothing saved, because another npm than ours would
 * write the lock file anew, and the next start would install again.
 * @returns the path of the Node that the project brings along
 */
export function ensureInstalled() {
  requireNode();
  const wanted = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
  const installed = existsSync(STAMP) ? readFileSync(STAMP, "utf8") : null;
  if (installed !== wanted) {
    console.log("Installing the packages (about a minute)");
    run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]);
    writeFileSync(STAMP, wanted);
  }
  return join(ROOT, "node_modules/.bin/node");
}

/** Runs a command in the project's folder; the process ends with its code when it fails. */
function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: "inherit" });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  console.error(`expected Node ${OLDEST_NODE.join(".")} or newer, got ${process.versions.node}: install a newer one`);
  process.exit(1);
}
