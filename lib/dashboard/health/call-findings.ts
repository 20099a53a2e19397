import { type Db, Prisma } from "../../db.ts";
import type { Words } from "../../i18n/words.ts";
import { foreignCalls } from "../../platform/foreign-calls.ts";
import { type DashboardDeps, findJob } from "../words/deps.ts";
import { exactUtc } from "../words/duration.ts";
import type { PlatformCall } from "./calls.ts";
import { type Finding, ok, warning } from "./finding.ts";

const WINDOW_MS = 24 * 3_600_000;
/** Paths of a scanner: more of them tell nothing new. */
const MOST_PATHS = 20;

/** Calls of the last 24 hours that were refused alike. */
export interface RefusedCalls {
  status: number;
  reason: string | null;
  calls: number;
  /** Who sent most of them. */
  agent: string | null;
  address: string;
  lastAt: Date;
}

/** Calls of the last 24 hours for one path, and, from the platform, for one schedule. */
interface CalledPath {
  path: string;
  schedule: string | null;
  /** Null when this release has no such job. */
  jobName: string | null;
  calls: number;
  lastAt: Date;
}

interface CallFindings {
  /** Most frequent first. */
  refused: RefusedCalls[];
  /** What the platform calls although the release that answered it does not ask for it: another release's schedule. */
  foreign: CalledPath[];
  /** Calls for jobs that the release did not have. */
  unknown: CalledPath[];
}

/**
 * What the log of calls says about the set-up, over the last 24 hours.
 * @param crons what vercel.json of the running release has the platform call
 */
export async function readCallFindings(
  { db, jobs, clock }: DashboardDeps,
  crons: readonly { path: string; schedule: string }[],
): Promise<CallFindings> {
  const since = new Date(clock.now().getTime() - WINDOW_MS);
  const named = (row: Omit<CalledPath, "jobName">) => ({
    ...row,
    jobName: findJob(jobs, lastPart(row.path))?.name ?? null,
  });
  const platform = await readPlatformCalls(db, since);
  return {
    refused: await readRefused(db, since),
    foreign: foreignCalls(platform, { crons, jobs }).map(named),
    unknown: (await readUnknown(db, since)).map(named),
  };
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

async function readRefused(db: Db, since: Date): Promise<RefusedCalls[]> {
  return await db.$queryRaw<RefusedCalls[]>`
    select status, reason, sum(calls)::float8 as calls, (array_agg(agent order by calls desc))[1] as agent,
      (array_agg(address order by calls desc))[1] as address, max(last_at) as "lastAt"
      from (select status, reason, agent, address, sum(1 + sampled) as calls, max(at) as last_at
              from cron_calls where at >= ${since} and status >= 400 and run_id is null group by 1, 2, 3, 4) as senders
     group by status, reason order by sum(calls) desc`;
}

/** The agent is a hint only, but whoever sent it had the secret. */
const BY_PLATFORM = Prisma.sql`agent like 'vercel-cron/%' and status not in (401, 429)`;

/**
 * Only of the release that answered the platform's latest call: schedules that a deployment has just changed are no
 * finding.
 */
async function readPlatformCalls(db: Db, since: Date): Promise<Omit<CalledPath, "jobName">[]> {
  return await db.$queryRaw`
    select path, schedule, sum(1 + sampled)::float8 as calls, max(at) as "lastAt" from cron_calls
     where at >= ${since} and ${BY_PLATFORM} and release is not distinct from (
       select release from cron_calls where ${BY_PLATFORM} order by at desc, id desc limit 1)
     group by path, schedule order by path, schedule`;
}

async function readUnknown(db: Db, since: Date): Promise<Omit<CalledPath, "jobName">[]> {
  return await db.$queryRaw`
    select path, null as schedule, sum(1 + sampled)::float8 as calls, max(at) as "lastAt" from cron_calls
     where at >= ${since} and reason = 'unknown_job' group by path order by sum(1 + sampled) desc limit ${MOST_PATHS}`;
}

/** What reached the cron routes in the last 24 hours: refused calls, another release's schedules, unknown jobs. */
export function checkCalls(words: Words, { refused, foreign, unknown }: CallFindings): Finding[] {
  const others = unknown.filter(({ path }) => !foreign.some((call) => call.path === path));
  const found = [
    ...refused.filter(({ status }) => status === 401 || status === 429).map((calls) => withoutSecret(words, calls)),
    ...foreign.map((call) => ofAnotherRelease(words, call)),
    ...others.map((call) => ofUnknownJob(words, call)),
  ];
  return found.length > 0 ? found : [ok("calls", words("doctor.calls.ok"))];
}

function withoutSecret(words: Words, { status, calls, agent, address, lastAt }: RefusedCalls): Finding {
  const isPlatform = agent?.startsWith("vercel-cron/") ?? false;
  const by = agent ?? words("doctor.calls.noAgent");
  const evidence = words("doctor.calls.refused", { calls, status: String(status), at: exactUtc(lastAt), by, address });
  const fix = words(isPlatform ? "doctor.calls.refusedPlatform" : "doctor.calls.refusedOther");
  return warning({ check: "refused", evidence, fix, entry: "answers-401" });
}

function ofAnotherRelease(words: Words, { path, schedule, jobName, calls, lastAt }: CalledPath): Finding {
  const at = schedule === null ? "" : words("doctor.calls.atSchedule", { schedule });
  const what = `${path}${at}${jobName === null ? "" : words("doctor.calls.forJob", { job: jobName })}`;
  const evidence = words("doctor.calls.foreign", { what, calls, at: exactUtc(lastAt) });
  return warning({ check: "release", evidence, fix: words("doctor.calls.foreignFix"), entry: "answers-404" });
}

function ofUnknownJob(words: Words, { path, calls, lastAt }: CalledPath): Finding {
  const evidence = words("doctor.calls.unknown", { path, calls, at: exactUtc(lastAt) });
  return warning({ check: "unknown jobs", evidence, fix: words("doctor.calls.unknownFix"), entry: "answers-404" });
}

/** Whether the platform calls what vercel.json says. Elsewhere than on a platform nobody is expected to. */
export function checkPlatformCalls(words: Words, calls: readonly PlatformCall[], onPlatform: boolean): Finding[] {
  const check = "platform calls";
  if (!onPlatform) return [ok(check, words("doctor.platformCalls.elsewhere"))];
  const missing = calls.filter(({ overdue }) => overdue);
  if (missing.length === 0) return [ok(check, words("doctor.platformCalls.ok", { count: calls.length }))];
  return missing.map(({ path, schedule, lastAt, dueAt }) => {
    const last = lastAt === null ? words("doctor.platformCalls.never") : exactUtc(lastAt);
    const evidence = words("doctor.platformCalls.overdue", { path, schedule, due: dueAt ? exactUtc(dueAt) : "", last });
    return warning({ check, evidence, fix: words("doctor.platformCalls.fix"), entry: "does-not-run" });
  });
}
