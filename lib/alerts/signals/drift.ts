import { previousInstant } from "../../cron/time/expressions.ts";
import { foreignCalls, isCallOf, type SeenCall } from "../../platform/foreign-calls.ts";
import type { PlatformCron } from "../../platform/platform-crons.ts";
import { registryDrift } from "../../platform/registry-drift.ts";
import { effectiveLimits } from "../../platform/settings.ts";
import { vercelCrons } from "../../platform/vercel-json.ts";
import type { Signal } from "../words/incident.ts";
import { subjects } from "../words/vocabulary.ts";
import { type SignalReader, type SignalReads, unresolvedOf } from "./signal-reads.ts";

/** What the platform last called for one path and schedule. */
interface PlatformCallAt extends SeenCall {
  lastAt: Date;
}

/** One side of the difference, with when it was last seen. */
interface Differing {
  path: string;
  at: Date;
}

interface DriftFound {
  /** Called, but not asked for. */
  unknown: Differing[];
  /** Asked for, but not called. */
  uncalled: Differing[];
}

const DAY_MS = 86_400_000;
/** A call that is on its way. */
const SLACK_MS = 2 * 60_000;
/** The platform skips one now and then; of a schedule that comes once a day one is all there is to see. */
const MISSED_CALLS = 2;

/** `drift`, on the platform: it calls what this release does not ask for, or not what it asks for. */
export const driftSignals: SignalReader = async (reads) => {
  const { enabled, severity } = reads.rule("drift");
  const drift = enabled && reads.installation.onPlatform ? await readDrift(reads) : { unknown: [], uncalled: [] };
  const found = [...drift.unknown, ...drift.uncalled];
  const subject = subjects.platform;
  if (found.length === 0) {
    return unresolvedOf(reads, "drift").map((): Signal => ({ rule: "drift", subject, at: reads.now, says: "right" }));
  }
  const at = new Date(Math.max(...found.map((one) => one.at.getTime())));
  const code = drift.unknown.length > 0 ? "calls_unknown" : "not_called";
  const names = { unknown: pathsOf(drift.unknown), uncalled: pathsOf(drift.uncalled) };
  const about = { rule: "drift", subject, at, jobName: null, category: null } as const;
  return [{ ...about, says: "wrong", severity, facts: { code, names } }];
};

const pathsOf = (found: readonly Differing[]) => [...new Set(found.map(({ path }) => path))].sort();

/** Of this release alone: what the one before it was called for is no difference of this one. */
async function readDrift(reads: SignalReads): Promise<DriftFound> {
  const { jobs, now, installation } = reads;
  const { settings, vercelJson } = installation.platform;
  const crons = vercelCrons(vercelJson);
  const since = await readRunningSince(reads);
  const calls = await readPlatformCalls(reads);
  const looking = { graceMs: effectiveLimits(settings).precisionSeconds * 1000 + SLACK_MS, since, now };
  const files = registryDrift({ vercelJson, jobs, settings, now, configuredSeconds: null });
  const inFiles = (kind: "lacks" | "calls") =>
    files.flatMap((one) => (one.kind === kind ? [{ path: one.cron.path, at: since }] : []));
  const stillCalled = calls.filter((call) => isStillCalled(call, looking));
  const foreign = foreignCalls(stillCalled, { crons, jobs }).map(({ path, lastAt }) => ({ path, at: lastAt }));
  return {
    unknown: [...inFiles("calls"), ...foreign],
    uncalled: [...inFiles("lacks"), ...crons.flatMap((cron) => uncalled(cron, calls, looking) ?? [])],
  };
}

/** When this release was first seen here. */
async function readRunningSince({ db, now, installation }: SignalReads): Promise<Date> {
  const latest = await db.jobRelease.findFirst({ orderBy: { id: "desc" } });
  return latest?.release === installation.release ? latest.at : now;
}

/** The agent is a hint only, but whoever sent it had the secret. */
async function readPlatformCalls({ db, now, installation }: SignalReads): Promise<PlatformCallAt[]> {
  return await db.$queryRaw<PlatformCallAt[]>`
    select path, schedule, max(at) as "lastAt" from cron_calls
     where at >= ${new Date(now.getTime() - DAY_MS)} and agent like 'vercel-cron/%' and status not in (401, 429)
       and release is not distinct from ${installation.release}
     group by path, schedule order by path, schedule`;
}

interface Looking {
  /** A call may come this much later than its minute. */
  graceMs: number;
  /** When the release was first seen. */
  since: Date;
  now: Date;
}

/** A schedule of the platform that says when it comes, and has not come, was taken away. */
function isStillCalled({ schedule, lastAt }: PlatformCallAt, looking: Looking): boolean {
  const due = schedule === null ? null : missedInstant({ schedule, timezone: "UTC" }, looking);
  return due === null || lastAt >= due;
}

/** The call that should have come by now and did not. Pure. */
function uncalled(cron: PlatformCron, calls: readonly PlatformCallAt[], looking: Looking): Differing | null {
  const due = missedInstant(cron, looking);
  if (due === null || due < looking.since) return null;
  const came = calls.some((call) => isCallOf(cron, call) && call.lastAt >= due);
  return came ? null : { path: cron.path, at: due };
}

/** The instant since which a cron must have been called: two calls ago, or one where two are more than a day. */
function missedInstant({ schedule, timezone }: Omit<PlatformCron, "path">, { graceMs, now }: Looking): Date | null {
  const instants: Date[] = [];
  let at = new Date(now.getTime() - graceMs);
  while (instants.length < MISSED_CALLS) {
    const instant = previousInstant({ kind: "cron", expression: schedule, timezone }, at);
    if (instant === null || instant.getTime() <= now.getTime() - DAY_MS) break;
    instants.push(instant);
    at = new Date(instant.getTime() - 1);
  }
  return instants.at(-1) ?? null;
}
