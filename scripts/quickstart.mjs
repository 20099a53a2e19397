/** `npm run quickstart`: from a fresh clone to a running application. Runs with plain Node before anything is installed. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureInstalled } from "./support/install.mjs";
import { lockSetup } from "./support/setup-lock.mjs";

const unlock = await lockSetup();
process.on("exit", unlock);
const node = ensureInstalled();
const steps = fileURLToPath(new URL("support/quickstart.ts", import.meta.url));
const child = spawn(node, [steps], { stdio: ["inherit", "inherit", "inherit", "ipc"] });
child.on("message", unlock); // what is left is its own: it serves now
// Ctrl-C reaches the child by itself, as a member of the terminal's process group; the child decides when to end.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code) => process.exit(code ?? 1));
