import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/support/environment.ts";
import { freePort } from "../../scripts/support/free-port.ts";

export const SERVER_SECRET = "the-cron-secret-of-a-server-under-test";

export interface ServerProcess {
  url: string;
  home: string;
  child: ChildProcess;
  /** All that it has printed so far. */
  output(): string;
  /** Resolves when it has printed something that fits. */
  printed(pattern: RegExp): Promise<void>;
  /** Resolves with the exit code, or the signal that killed it. */
  ended: Promise<number | string>;
  /** Ends it as Ctrl-C does, and waits. */
  stop(): Promise<void>;
  /** Ends it, whatever it does, and removes its home. */
  dispose(): Promise<void>;
}

/** Starts the process of `npm start`, or of another script, with a home and a port of its own; `printed(/answers/)` tells when it is ready. */
export async function startServer(
  variables: Record<string, string>,
  script = "scripts/server.ts",
  folder = ROOT,
): Promise<ServerProcess> {
  const port = Number(variables.PORT ?? (await freePort()));
  const home = variables.BELFRY_HOME ?? mkdtempSync(join(tmpdir(), "belfry-server-"));
  const env = { ...serverEnvironment(), PORT: String(port), BELFRY_HOME: home, SCHEDULER: "none", ...variables };
  const child = spawn(process.execPath, [join(ROOT, script)], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const events = new EventEmitter();
  let text = "";
  const keep = (chunk: Buffer) => {
    text += chunk.toString();
    events.emit("change");
  };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", keep);
  const ended = once(child, "close").then(([code, signal]): number | string => code ?? signal);
  void ended.then(() => events.emit("change"));
  async function printed(pattern: RegExp): Promise<void> {
    while (!pattern.test(text)) {
      if (child.exitCode !== null) throw new Error(`the server ended before it printed ${pattern}:\n${text}`);
      await once(events, "change");
    }
  }
  async function stop(): Promise<void> {
    child.kill("SIGINT");
    await ended;
  }
  async function dispose(): Promise<void> {
    child.kill("SIGKILL");
    await ended;
    rmSync(home, { recursive: true, force: true });
  }
  return { url: `http://localhost:${port}`, home, child, output: () => text, printed, ended, stop, dispose };
}

/** Ours, but not the test mode that vitest sets; the server sets its own. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const secrets = { CRON_SECRET: SERVER_SECRET, BETTER_AUTH_SECRET: "the-session-secret-of-a-server-under-test" };
  return { ...process.env, NODE_ENV: "production", ...secrets };
}
