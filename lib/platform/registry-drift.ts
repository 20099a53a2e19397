import type { AnyJob } from "../cron/jobs/define-job.ts";
import type { PlatformDrift } from "./drift.ts";
import { platformCrons } from "./platform-crons.ts";
import { effectiveLimits, type PlatformSettings } from "./settings.ts";
import { cronDrift, otherKindDrift, vercelCrons } from "./vercel-json.ts";

interface DriftRequest {
  /** What vercel.json holds. */
  vercelJson: object;
  jobs: readonly AnyJob[];
  settings: PlatformSettings;
  now: Date;
  /** MAX_DURATION_SECONDS, null while unset. */
  configuredSeconds: number | null;
}

/** Each way in which vercel.json and MAX_DURATION_SECONDS differ from what the registry asks for; empty when none. */
export function registryDrift({ vercelJson, jobs, settings, now, configuredSeconds }: DriftRequest): PlatformDrift[] {
  const { crons } = platformCrons({ jobs, settings, now });
  const seconds = effectiveLimits(settings).maxDurationSeconds;
  const further = [configuredDurationDrift(configuredSeconds, seconds), otherKindDrift(vercelJson, settings.format)];
  return [...cronDrift(vercelCrons(vercelJson), crons), ...further.filter((line) => line !== null)];
}

/** Next reads a route's `maxDuration` without running it, so it must be a literal: `sync` writes it. */

const EXPORT = /^export const maxDuration = (.+);$/m;

/** Routes that may run a job, from the project's folder: without a limit of ours the platform's default cuts them. */
export const RUN_ROUTES = [
  "app/api/cron/[...job]/route.ts",
  "app/api/cron/execute/[job]/route.ts",
  "app/api/cron/tick/route.ts",
  "app/api/admin/cron-jobs/[job]/run/route.ts",
  "app/api/admin/run-cron-job/route.ts",
  "app/api/admin/runs/[id]/retry/route.ts",
  "app/api/admin/schedules/[id]/run/route.ts",
] as const;

/** The source with its literal set to `seconds`; unchanged when it has none. */
export function withMaxDuration(source: string, seconds: number): string {
  return source.replace(EXPORT, `export const maxDuration = ${seconds};`);
}

/** How a route's literal differs from the plan's limit, or null. A route that runs no job may go without one. */
export function maxDurationDrift({
  path,
  source,
  seconds,
}: {
  path: string;
  source: string;
  seconds: number;
}): PlatformDrift | null {
  const found = EXPORT.exec(source)?.[1];
  if (found === String(seconds)) return null;
  if (found !== undefined) return { kind: "duration", path, found, seconds };
  const mustHave = (RUN_ROUTES as readonly string[]).includes(path);
  return mustHave ? { kind: "no_duration", path, seconds } : null;
}

/** How MAX_DURATION_SECONDS differs from the plan's limit, or null. Unset is no drift: the engine then stays below it. */
function configuredDurationDrift(configured: number | null, seconds: number): PlatformDrift | null {
  if (configured === null || configured === seconds) return null;
  return { kind: "configured", found: configured, seconds };
}
