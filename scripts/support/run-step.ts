import { spawn } from "node:child_process";
import { ROOT } from "./environment.ts";

/**
 * Runs a program of Node's in the project's folder, its output with ours.
 * @throws when it fails, or is ended by a signal
 */
export async function runStep(name: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
  const ending = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(signal ?? String(code)));
  });
  if (ending !== "0") throw new Error(`${name} failed (${ending}): see what it said above`);
}
