import type { Words } from "../../i18n/words.ts";
import type { PlatformDrift } from "../../platform/drift.ts";
import type { PlatformCron, PlatformWarning } from "../../platform/platform-crons.ts";

/** `/api/cron/x at "0 9 * * *"`, with the zone where it is not UTC. */
export function cronWords(words: Words, { path, schedule, timezone }: PlatformCron): string {
  const cron = words("doctor.platform.cron", { path, schedule });
  return timezone === "UTC" ? cron : words("doctor.platform.zoned", { cron, timezone });
}

/** One way in which the files differ from the registry and the plan. */
export function driftWords(words: Words, drift: PlatformDrift): string {
  switch (drift.kind) {
    case "lacks":
    case "calls":
      return words(`doctor.drift.${drift.kind}`, { cron: cronWords(words, drift.cron) });
    case "doubles":
      return words("doctor.drift.doubles", { count: drift.count });
    case "format":
      return words("doctor.drift.format", { found: drift.found, expected: drift.expected });
    case "configured":
      return words("doctor.drift.configured", { found: String(drift.found), seconds: String(drift.seconds) });
    case "duration":
      return words("doctor.drift.duration", { path: drift.path, found: drift.found, seconds: String(drift.seconds) });
    case "no_duration":
      return words("doctor.drift.noDuration", { path: drift.path, seconds: String(drift.seconds) });
  }
}

/** What the platform cannot do as the registry asks. */
export function warningWords(words: Words, warning: PlatformWarning): string {
  switch (warning.kind) {
    case "too_often": {
      const { job, expression, plan, once } = warning;
      return words("doctor.precision.tooOften", { job, expression, plan, once });
    }
    case "too_many": {
      const { count, plan, most, ticksOnly } = warning;
      const counted = words("doctor.precision.tooMany", { count, plan, most });
      return ticksOnly ? counted : words("doctor.precision.tickInstead", { counted });
    }
  }
}
