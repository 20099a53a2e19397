/** `npm test`: everything, from a fresh clone. Runs with plain Node before anything is installed. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureDebianPackages } from "./support/debian-packages.mjs";
import { ensureInstalled } from "./support/install.mjs";
import { lockSetup } from "./support/setup-lock.mjs";

const unlock = await lockSetup();
process.on("exit", unlock);
const node = ensureInstalled();
ensureDebianPackages();
unlock();
const { status } = spawnSync(node, [fileURLToPath(new URL("support/test.ts", import.meta.url))], { stdio: "inherit" });
process.exit(status ?? 1);
