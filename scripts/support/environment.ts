import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv as parseDotenv } from "node:util";
import nextEnv from "@next/env";
import { readHome } from "../../lib/env.ts";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const SILENT = { info: () => undefined, error: () => undefined };

/** Where a home keeps the secrets that were made for it. */
export function secretsFile(home: string): string {
  return join(home, "secrets.env");
}

/**
 * Completes the process environment from `.env.local` and `.env` (with Next's own loader, which knows their
 * `.development` and `.production` forms, too) and then from the home's secrets. What is there already wins.
 */
export function loadEnvironment({ dev }: { dev: boolean }): void {
  setVariables({ NODE_ENV: dev ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" });
  nextEnv.loadEnvConfig(ROOT, dev, SILENT);
  const path = secretsFile(readHome());
  if (existsSync(path)) setVariables(parseDotenv(readFileSync(path, "utf8")));
}

/** Sets variables that are unset, for this process, its children, and Next when it reads its files again. */
export function setVariables(variables: Readonly<Record<string, string | undefined>>): void {
  const unset = Object.fromEntries(Object.entries(variables).filter(([name]) => !process.env[name]));
  Object.assign(process.env, unset);
  nextEnv.updateInitialEnv(unset);
}

/**
 * Notes which variables `work` sets, so that they outlast the moment when `next dev` reads changed env files and puts
 * everything back to how the loader first saw it: Next's own marks among them.
 */
export async function keepingNewVariables<T>(work: () => Promise<T>): Promise<T> {
  const before = new Set(Object.keys(process.env));
  const result = await work();
  nextEnv.updateInitialEnv(Object.fromEntries(Object.entries(process.env).filter(([name]) => !before.has(name))));
  return result;
}
