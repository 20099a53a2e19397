import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseEnv } from "node:util";
import { variables } from "../../lib/env/variables.ts";
import { ROOT, secretsFile } from "./environment.ts";
import { freePort } from "./free-port.ts";

/** The application with a database, secrets and a port of its own: nothing of it is left when it is removed. */
export interface DemoServer {
  url: string;
  email: string;
  password: string;
  /** Ends it and deletes its home. */
  remove(): Promise<void>;
}

const EMAIL = "you@example.com";
/** It prints this line when it is ready. */
const READY = /^ {2}Try /;

/**
 * Starts it, and lets this process be of the same installation: its variables are set here, too.
 * @param given variables of its own, such as SMTP_URL
 * @throws when it ended before it was ready, with what it said
 */
export async function startDemoServer(
  given: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<DemoServer> {
  const home = mkdtempSync(join(tmpdir(), "belfry-demo-"));
  const port = await freePort();
  // What this installation has set must not reach the demo: an empty variable is an unset one.
  const blank = Object.fromEntries(Object.keys(variables.shape).map((name) => [name, ""]));
  const own = { ...blank, BELFRY_HOME: home, PORT: String(port), ADMIN_EMAIL: EMAIL, ALERT_EMAIL: EMAIL, ...given };
  Object.assign(process.env, own);
  const child = spawn(process.execPath, [join(ROOT, "scripts/support/quickstart.ts")], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe"],
    // Ctrl-C is for whoever started the demo, who ends this one in its turn.
    detached: true,
  });
  const ended = once(child, "close");
  async function remove(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await ended;
    rmSync(home, { recursive: true, force: true });
  }
  try {
    await ready(child, signal);
    const { ADMIN_PASSWORD = "" } = parseEnv(readFileSync(secretsFile(home), "utf8"));
    return { url: `http://localhost:${port}`, email: EMAIL, password: ADMIN_PASSWORD, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function ready({ stdout, stderr }: ReturnType<typeof spawn>, signal: AbortSignal): Promise<void> {
  const said: string[] = [];
  stderr?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  if (!stdout) return;
  const lines = createInterface({ input: stdout, signal });
  for await (const line of lines) {
    if (READY.test(line)) return void stdout.resume();
    said.push(`${line}\n`);
  }
  signal.throwIfAborted();
  throw new Error(`the demo's server ended before it was ready:\n${said.join("")}`);
}
