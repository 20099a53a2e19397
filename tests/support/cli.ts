import { type ChildProcess, fork, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/support/environment.ts";

const CLI_SECRET = "the-cron-secret-of-a-command-line-test";

type Variables = Readonly<Record<string, string>>;

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

/** What the host is sent. */
export interface HostedCommand {
  words: readonly string[];
  variables: NodeJS.ProcessEnv;
  /** Ends what the command prints. */
  mark: string;
}

/** Makes a process take what it is sent for what somebody types at a terminal. */
const AS_TERMINAL = "data:text/javascript,process.stdin.isTTY = true";

/**
 * Starts `npm run cron -- <args>` as a real process: for signals, exit codes and what a process is started with.
 * @param typed what somebody types at its terminal, and then Ctrl-D; without it there is no terminal
 */
export function startCli(args: readonly string[], variables: Variables = {}, typed: string | null = null): CliProcess {
  const flags = typed === null ? [] : ["--import", AS_TERMINAL];
  const child = spawn(process.execPath, [...flags, "scripts/cron/main.ts", ...args], {
    cwd: ROOT,
    env: environment(variables),
    stdio: "pipe",
  });
  child.stdin.end(typed ?? "");
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

/**
 * Runs a command to its end in a process that stays for the next one: starting one takes longer than most commands.
 * One at a time.
 */
export async function runCli(args: readonly string[], variables: Variables = {}): Promise<CliResult> {
  host ??= startHost();
  const { child, closed } = await host;
  const command: HostedCommand = { words: args, variables: environment(variables), mark: `<${randomUUID()}>` };
  child.send(command);
  const outputs = Promise.all([child.stdout, child.stderr].map((stream) => readToMark(stream, command.mark)));
  const [stdout, stderr] = await Promise.race([outputs, closed]);
  return { code: stdout?.code ?? null, stdout: stdout?.text ?? "", stderr: stderr?.text ?? "" };
}

let host: ReturnType<typeof startHost> | null = null;

/** It ends with this process: its channel closes then. */
async function startHost() {
  const child = fork(join(import.meta.dirname, "cli-host-main.ts"), {
    cwd: ROOT,
    env: environment({}),
    execArgv: [],
    silent: true,
  });
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error("expected a host whose output can be read");
  for (const stream of [stdout, stderr]) stream.setEncoding("utf8");
  const closed = once(child, "close").then(([code]): never => {
    host = null;
    throw new Error(`the host of the commands ended with ${code}`);
  });
  closed.catch(() => undefined);
  await Promise.race([once(child, "message"), closed]);
  return { child: Object.assign(child, { stdout, stderr }), closed };
}

/** Reads what a command prints on one of the host's streams. */
function readToMark(stream: NodeJS.ReadableStream, mark: string): Promise<{ text: string; code: number }> {
  return new Promise((resolve) => {
    let read = "";
    const onData = (chunk: string) => {
      read += chunk;
      const [text = "", code] = read.split(mark);
      if (!code?.endsWith("\n")) return;
      stream.off("data", onData);
      resolve({ text, code: Number(code) });
    };
    stream.on("data", onData);
  });
}

/** An empty variable counts as unset. */
function environment(variables: Variables): NodeJS.ProcessEnv {
  return Object.assign({}, process.env, settings, variables);
}

const settings = {
  NODE_ENV: "production",
  BELFRY_HOME: tmpdir(),
  BETTER_AUTH_SECRET: "the-session-secret-of-a-command-line-test",
  CRON_SECRET: CLI_SECRET,
  BUCKET_URL: "",
};
