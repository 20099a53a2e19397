import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyJob } from "../../lib/cron/jobs/define-job.ts";
import { variables } from "../../lib/env/variables.ts";
import type { PlatformDrift } from "../../lib/platform/drift.ts";
import { type PlatformCron, type PlatformWarning, platformCrons } from "../../lib/platform/platform-crons.ts";
import { maxDurationDrift, RUN_ROUTES, registryDrift, withMaxDuration } from "../../lib/platform/registry-drift.ts";
import { effectiveLimits, type PlatformSettings, platformSettings } from "../../lib/platform/settings.ts";
import { parseVercelJson, vercelCrons, writeVercelJson } from "../../lib/platform/vercel-json.ts";

/** The files of a project that follow from its registry and its plan. */

export interface Wanted {
  /** The project's folder. */
  dir: string;
  jobs: readonly AnyJob[];
  settings: PlatformSettings;
  now: Date;
}

/** What package.json says under `belfry.platform`. @throws ZodError when it says something else */
export function readSettings(dir: string): PlatformSettings {
  return platformSettings.parse(readPackage(dir).belfry?.platform ?? {});
}

/** Each way in which the files and MAX_DURATION_SECONDS differ from what they should be; empty when none. */
export function findDrift({ dir, ...wanted }: Wanted, configuredSeconds: number | null): PlatformDrift[] {
  const seconds = effectiveLimits(wanted.settings).maxDurationSeconds;
  const vercelJson = parseVercelJson(readText(dir, "vercel.json"));
  const routes = routePaths(dir).map((path) => maxDurationDrift({ path, source: readText(dir, path), seconds }));
  const drift = registryDrift({ ...wanted, vercelJson, configuredSeconds });
  return [...drift, ...routes.filter((line) => line !== null)];
}

/** Writes them. @returns the files that changed, and what the platform cannot do */
export function writeFiles({ dir, jobs, settings, now }: Wanted): {
  changed: string[];
  crons: PlatformCron[];
  warnings: PlatformWarning[];
} {
  const seconds = effectiveLimits(settings).maxDurationSeconds;
  const { crons, warnings } = platformCrons({ jobs, settings, now });
  const changed = [
    rewrite(dir, "vercel.json", (text) => writeVercelJson(text, crons, settings.format)),
    rewrite(dir, "package.json", (text) => withSettings(text, settings)),
    ...routePaths(dir).map((path) => rewrite(dir, path, (source) => withMaxDuration(source, seconds))),
  ];
  return { changed: changed.filter((path) => path !== null), crons, warnings };
}

/** What vercel.json calls now. */
export function readCrons(dir: string): PlatformCron[] {
  return vercelCrons(parseVercelJson(readText(dir, "vercel.json")));
}

interface PackageJson {
  belfry?: { platform?: unknown };
  [key: string]: unknown;
}

function readPackage(dir: string): PackageJson {
  const text = readText(dir, "package.json");
  return text === "" ? {} : JSON.parse(text);
}

function withSettings(text: string, settings: PlatformSettings): string {
  if (text === "") return text;
  const before: PackageJson = JSON.parse(text);
  const { limits, ...rest } = settings;
  const platform = Object.keys(limits).length === 0 ? rest : settings;
  return `${JSON.stringify({ ...before, belfry: { ...before.belfry, platform } }, null, 2)}\n`;
}

/** Every route of the API, and those that must have a limit even where their file is gone. */
function routePaths(dir: string): string[] {
  return [...new Set([...globSync("app/api/**/route.ts", { cwd: dir }), ...RUN_ROUTES])].sort();
}

function readText(dir: string, path: string): string {
  const file = join(dir, path);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function rewrite(dir: string, path: string, change: (text: string) => string): string | null {
  const before = readText(dir, path);
  const after = change(before);
  if (after === before) return null;
  writeFileSync(join(dir, path), after);
  return path;
}

/** MAX_DURATION_SECONDS where it is set, without the rest of the configuration: a check in CI has none. */
export function configuredDuration(): number | null {
  return variables.shape.MAX_DURATION_SECONDS.parse(process.env.MAX_DURATION_SECONDS || undefined) ?? null;
}
