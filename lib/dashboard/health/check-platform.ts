import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { Words } from "../../i18n/words.ts";
import type { PlatformDrift } from "../../platform/drift.ts";
import { type PlatformCron, type PlatformWarning, pathOfJob, platformCrons } from "../../platform/platform-crons.ts";
import {
  effectiveLimits,
  isDailyOnly,
  PLANS_AS_OF,
  type PlanLimits,
  type PlatformSettings,
} from "../../platform/settings.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

interface PlatformRequest {
  jobs: readonly AnyJob[];
  settings: PlatformSettings;
  now: Date;
  /** What vercel.json has the platform call. */
  crons: readonly PlatformCron[];
  /** Whether the platform's time limit and precision hold for who asks: the project's do, another server's do not. */
  limited: boolean;
  /** Each way in which vercel.json and the routes differ from the registry. */
  drift: readonly PlatformDrift[];
}

/** The engine ends an attempt this long before the platform would. */
const MARGIN_SECONDS = 15;

/** Drift, and what the plan allows: number of crons, precision, duration, zones. */
export function checkPlatform(words: Words, request: PlatformRequest): Finding[] {
  const limits = effectiveLimits(request.settings);
  return [
    ...checkDrift(words, request),
    checkCount(words, request, limits),
    ...(request.limited
      ? [...checkPrecision(words, request, limits), ...checkTimeouts(words, request.jobs, limits)]
      : [ok("duration", words("doctor.duration.elsewhere"))]),
    ...checkZones(words, request),
  ];
}

function checkDrift(words: Words, { drift }: PlatformRequest): Finding[] {
  if (drift.length === 0) return [ok("drift", words("doctor.drift.ok"))];
  const fix = words("doctor.drift.fix");
  return drift.map((found) =>
    error({ check: "drift", evidence: driftWords(words, found), fix, entry: "does-not-run" }),
  );
}

function checkCount(words: Words, { crons, settings }: PlatformRequest, { maxCrons }: PlanLimits): Finding {
  const used = crons.length;
  const evidence = words("doctor.plan.used", { used, most: maxCrons, plan: settings.plan, asOf: PLANS_AS_OF });
  if (used <= maxCrons) return ok("plan", evidence);
  return error({ check: "plan", evidence, fix: words("doctor.plan.fix"), entry: "does-not-run" });
}

function checkPrecision(words: Words, { jobs, settings, now }: PlatformRequest, limits: PlanLimits): Finding[] {
  const { warnings } = platformCrons({ jobs, settings, now });
  const fix = words("doctor.precision.fix");
  const found = warnings.map((limit) =>
    warning({ check: "precision", evidence: warningWords(words, limit), fix, entry: "does-not-run" }),
  );
  if (!isDailyOnly(limits)) return found;
  const evidence = words("doctor.precision.daily");
  return [...found, warning({ check: "precision", evidence, fix, entry: "fails-again-and-again" })];
}

/** Not a fault: such a run saves its state at the limit and goes on in another call. */
function checkTimeouts(words: Words, jobs: readonly AnyJob[], { maxDurationSeconds }: PlanLimits): Finding[] {
  const most = maxDurationSeconds - MARGIN_SECONDS;
  const long = jobs.filter(({ timeoutSeconds }) => timeoutSeconds > most);
  if (long.length === 0) return [ok("duration", words("doctor.duration.ok", { seconds: maxDurationSeconds }))];
  return long.map(({ name, timeoutSeconds }) =>
    warning({
      check: "duration",
      evidence: words("doctor.duration.long", { job: name, timeout: timeoutSeconds, most }),
      fix: words("doctor.duration.fix"),
      entry: "always-times-out",
    }),
  );
}

function checkZones(words: Words, { jobs, settings, now }: PlatformRequest): Finding[] {
  const { crons } = platformCrons({ jobs, settings: { ...settings, mode: "per-job", format: "crons" }, now });
  return jobs.flatMap(({ name, schedule }) => {
    if (schedule.kind !== "cron" || schedule.timezone === "UTC") return [];
    const times = crons.filter(({ path }) => path === pathOfJob(name)).map((cron) => cronWords(words, cron));
    const { expression, timezone } = schedule;
    return [ok("zones", words("doctor.zones.ok", { job: name, expression, timezone, times: times.join(", ") }))];
  });
}

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
