import type { AnyJob } from "../cron/define-job.ts";
import type { PlatformDrift } from "./drift.ts";
import { configuredDurationDrift } from "./max-duration.ts";
import { platformCrons } from "./platform-crons.ts";
import { effectiveLimits, type PlatformSettings } from "./settings.ts";
import { cronDrift, otherKindDrift, vercelCrons } from "./vercel-json.ts";

export interface DriftRequest {
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
