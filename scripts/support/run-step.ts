import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./environment.ts";

export interface StepOptions {
  /** Set for the program beside our own. */
  variables?: Readonly<Record<string, string>>;
  /** Where it runs; the project's by default. */
  folder?: string;
  /** Ends the program. */
  signal?: AbortSignal | undefined;
  /** Prints what it says in one piece when it has ended: for programs that run beside each other. */
  inOnePiece?: boolean;
}

/**
 * Runs a program of Node's in the project's folder, its output with ours.
 * @throws when it fails; and the signal's reason when that ended it
 */
export async function runStep(name: string, args: readonly string[], options: StepOptions = {}): Promise<void> {
  const { signal } = options;
  signal?.throwIfAborted();
  const child = start(args, options);
  const said = keepOutput(child);
  const end = () => child.kill("SIGTERM");
  signal?.addEventListener("abort", end);
  const ending = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, killedBy) => resolve(killedBy ?? String(code)));
  });
  signal?.removeEventListener("abort", end);
  if (options.inOnePiece) process.stdout.write(`\n--- ${name}\n${said()}`);
  signal?.throwIfAborted();
  if (ending !== "0") throw new Error(`${name} failed (${ending}): see what it said above`);
}

/**
 * What the first resolves with, once all have ended: a program left running would outlive us.
 * @throws when one of them failed
 */
export async function beside<T>(first: Promise<T>, ...others: Promise<unknown>[]): Promise<T> {
  await Promise.allSettled([first, ...others]);
  await Promise.all(others);
  return await first;
}

function start(args: readonly string[], { variables, folder = ROOT, inOnePiece = false }: StepOptions): ChildProcess {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...variables };
  const stdio: StdioOptions = inOnePiece ? ["ignore", "pipe", "pipe"] : "inherit";
  return spawn(process.execPath, args, { cwd: folder, env, stdio });
}

/** @returns what a program has said on both of its outputs, in the order in which it came */
function keepOutput({ stdout, stderr }: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  for (const stream of [stdout, stderr]) stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** Programs to run with our own Node: their npm commands would look for the host's. */
export const PRISMA = join(ROOT, "scripts/support/prisma.mjs");
export const NEXT = join(ROOT, "node_modules/next/dist/bin/next");
export const VITEST = join(ROOT, "node_modules/vitest/vitest.mjs");
export const PLAYWRIGHT = join(ROOT, "node_modules/@playwright/test/cli.js");
export const SEED = join(ROOT, "prisma/seed.ts");
export const BIOME = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
export const KNIP = join(ROOT, "node_modules/knip/bin/knip.js");
export const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
