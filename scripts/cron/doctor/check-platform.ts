import type { AnyJob } from "../../../lib/cron/define-job.ts";
import { isDailyOnly, PLANS_AS_OF, type PlanLimits } from "../../../lib/platform/plans.ts";
import { pathOfJob, platformCrons } from "../../../lib/platform/platform-crons.ts";
import { effectiveLimits, type PlatformSettings } from "../../../lib/platform/settings.ts";
import { cronWords } from "../../../lib/platform/vercel-json.ts";
import { findDrift, readCrons } from "../sync-files.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

export interface PlatformRequest {
  dir: string;
  jobs: readonly AnyJob[];
  settings: PlatformSettings;
  now: Date;
  /** MAX_DURATION_SECONDS, null while unset. */
  configuredSeconds: number | null;
}

/** The engine ends an attempt this long before the platform would. */
const MARGIN_SECONDS = 15;

/** Drift, and what the plan allows: number of crons, precision, duration, zones. */
export function checkPlatform(request: PlatformRequest): Finding[] {
  const limits = effectiveLimits(request.settings);
  return [
    ...checkDrift(request),
    checkCount(request, limits),
    ...checkPrecision(request, limits),
    ...checkTimeouts(request.jobs, limits),
    ...checkZones(request),
  ];
}

function checkDrift(request: PlatformRequest): Finding[] {
  const drift = findDrift(request, request.configuredSeconds);
  if (drift.length === 0) return [ok("drift", "vercel.json and the routes agree with the registry")];
  const fix = "run `npm run cron -- sync`, commit what it writes, and deploy";
  return drift.map((evidence) => error({ check: "drift", evidence, fix, entry: "does-not-run" }));
}

function checkCount({ dir, settings }: PlatformRequest, { maxCrons }: PlanLimits): Finding {
  const used = readCrons(dir).length;
  const evidence = `crons used ${used} of ${maxCrons} (plan ${settings.plan}, as of ${PLANS_AS_OF})`;
  if (used <= maxCrons) return ok("plan", evidence);
  return error({ check: "plan", evidence, fix: "run `npm run cron -- sync --mode tick`", entry: "does-not-run" });
}

function checkPrecision({ jobs, settings, now }: PlatformRequest, limits: PlanLimits): Finding[] {
  const { warnings } = platformCrons({ jobs, settings, now });
  const fix = "take a plan that calls every minute, or let something else call the route or the tick";
  const found = warnings.map((evidence) => warning({ check: "precision", evidence, fix, entry: "does-not-run" }));
  if (!isDailyOnly(limits)) return found;
  const evidence =
    "the tick comes once a day: retries that outlive a call, and runs of dead processes, wait up to a day";
  return [...found, warning({ check: "precision", evidence, fix, entry: "fails-again-and-again" })];
}

/** Not a fault: such a run saves its state at the limit and goes on in another call. */
function checkTimeouts(jobs: readonly AnyJob[], { maxDurationSeconds }: PlanLimits): Finding[] {
  const most = maxDurationSeconds - MARGIN_SECONDS;
  const long = jobs.filter(({ timeoutSeconds }) => timeoutSeconds > most);
  if (long.length === 0) return [ok("duration", `every timeout fits the plan's ${maxDurationSeconds} s`)];
  return long.map(({ name, timeoutSeconds }) =>
    warning({
      check: "duration",
      evidence: `${name} has a timeout of ${timeoutSeconds} s; on the platform an attempt is cut at ${most} s and goes on in another call`,
      fix: "nothing, if its handler saves its state as it goes; else smaller batches, or a plan with a longer limit",
      entry: "always-times-out",
    }),
  );
}

function checkZones({ jobs, settings, now }: PlatformRequest): Finding[] {
  const { crons } = platformCrons({ jobs, settings: { ...settings, mode: "per-job", format: "crons" }, now });
  return jobs.flatMap(({ name, schedule }) => {
    if (schedule.kind !== "cron" || schedule.timezone === "UTC") return [];
    const times = crons.filter(({ path }) => path === pathOfJob(name)).map(cronWords);
    return [ok("zones", `${name}: "${schedule.expression}" in ${schedule.timezone} is called as ${times.join(", ")}`)];
  });
}
