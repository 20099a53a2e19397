import { spawn } from "node:child_process";
import { ROOT } from "./environment.ts";

interface StepOptions {
  /** Set for the program beside our own. */
  variables?: Readonly<Record<string, string>>;
  /** Where it runs; the project's by default. */
  folder?: string;
  /** Ends the program. */
  signal?: AbortSignal | undefined;
}

/**
 * Runs a program of Node's in the project's folder, its output with ours.
 * @throws when it fails; and the signal's reason when that ended it
 */
export async function runStep(name: string, args: readonly string[], options: StepOptions = {}): Promise<void> {
  const { variables, folder = ROOT, signal } = options;
  signal?.throwIfAborted();
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...variables };
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: "inherit" });
  const end = () => child.kill("SIGTERM");
  signal?.addEventListener("abort", end);
  const ending = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, killedBy) => resolve(killedBy ?? String(code)));
  });
  signal?.removeEventListener("abort", end);
  signal?.throwIfAborted();
  if (ending !== "0") throw new Error(`${name} failed (${ending}): see what it said above`);
}
