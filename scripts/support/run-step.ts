import { spawn } from "node:child_process";
import { ROOT } from "./environment.ts";

/**
 * Runs a program of Node's in the project's folder, its output with ours.
 * @param variables set for the program beside our own
 * @throws when it fails, or is ended by a signal
 */
export async function runStep(
  name: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...variables };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: "inherit" });
  const ending = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(signal ?? String(code)));
  });
  if (ending !== "0") throw new Error(`${name} failed (${ending}): see what it said above`);
}
