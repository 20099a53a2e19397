import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { ROOT } from "../../scripts/support/environment.ts";

const CLI_SECRET = "the-cron-secret-of-a-command-line-test";

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliProcess {
  child: ChildProcess;
  /** What it has printed on stdout so far. */
  output(): string;
  /** Resolves when stdout or stderr holds something that fits. @throws when it ends first */
  printed(pattern: RegExp): Promise<void>;
  ended: Promise<CliResult>;
}

/** Starts `npm run cron -- <args>` as a real process. An empty variable counts as unset. */
export function startCli(args: readonly string[], variables: Readonly<Record<string, string>> = {}): CliProcess {
  const env: NodeJS.ProcessEnv = Object.assign({}, process.env, settings, variables);
  const child = spawn(process.execPath, ["scripts/cron/main.ts", ...args], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (chunk: Buffer) => {
      text[name] += chunk.toString();
    });
  }
  const ended = once(child, "close").then(([code]): CliResult => ({ code, ...text }));
  const chunk = () => Promise.race([once(child.stdout, "data"), once(child.stderr, "data"), ended]);
  async function printed(pattern: RegExp): Promise<void> {
    while (!pattern.test(text.stdout + text.stderr)) {
      if (child.exitCode !== null) throw new Error(`it ended before it printed ${pattern}: ${JSON.stringify(text)}`);
      await chunk();
    }
  }
  return { child, output: () => text.stdout, printed, ended };
}

/** Runs a command to its end. */
export function runCli(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  return startCli(args, variables).ended;
}

const settings = {
  NODE_ENV: "production",
  BELFRY_HOME: tmpdir(),
  BETTER_AUTH_SECRET: "the-session-secret-of-a-command-line-test",
  CRON_SECRET: CLI_SECRET,
  BUCKET_URL: "",
};
