import {
  declaredSettings,
  registryScheduleId,
  type ScheduleSettings,
  TIMING_FIELDS,
} from "../../cron/schedules/settings.ts";
import { Prisma } from "../../db.ts";
import type { Words } from "../../i18n/words.ts";
import { callingPaths, type PlatformCron } from "../../platform/platform-crons.ts";
import { recordOf } from "../schedules/schedule-row.ts";
import { settingsTimingWords } from "../schedules/schedule-words.ts";
import { type DashboardDeps, findJob } from "../words/deps.ts";
import { exactUtc } from "../words/duration.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

const LIMIT = 20;

interface StoredSchedule {
  id: string;
  declared: Partial<ScheduleSettings> | null;
  enabled: boolean;
  /** Whether anybody will ever look at it again. */
  moves: boolean;
  removed: boolean;
  over: boolean;
  parkedAt: Date | null;
  parkedReason: string | null;
}

/** Whether every schedule that the code declares has its row and moves, and which ones cannot be planned. */
export async function checkSchedules(words: Words, { db, jobs }: DashboardDeps): Promise<Finding[]> {
  const declared = declaredOf(jobs);
  const [rows, past] = await Promise.all([readStored(db, [...declared.keys()]), readPast(db, [...declared.keys()])]);
  const stored = new Map(rows.map((row) => [row.id, row]));
  const isNew = past.size === 0 && ![...declared.keys()].some((id) => stored.has(id));
  const faults = [
    ...(isNew ? [] : [...declared.keys()].filter((id) => !stored.has(id)).map((id) => isLost(words, id))),
    ...rows.flatMap((row) => faultsOf(words, row, declared.get(row.id) ?? null)),
  ];
  return faults.length > 0 ? faults.slice(0, LIMIT) : [ok("schedules", words("doctor.schedules.ok"))];
}

/** What the platform calls, and whether it is seen to. */
interface Calling {
  crons: readonly PlatformCron[];
  /** Of crons that it did call. */
  called: readonly Pick<PlatformCron, "path">[];
  /** Whether this process runs on the platform. */
  onPlatform: boolean;
}

/**
 * Overrides that the platform does not know: it goes on calling such a job at the times of its vercel.json, which are
 * the code's. Where our own dispatcher fires the schedules, whatever vercel.json says, there are none.
 */
export async function checkOverrides(
  words: Words,
  { db, jobs }: DashboardDeps,
  { crons, called, onPlatform }: Calling,
): Promise<Finding[]> {
  const calling = new Set((onPlatform ? crons : called).map(({ path }) => path));
  const rows = await db.cronSchedule.findMany({
    where: { id: { in: jobs.map(registryScheduleId) }, removedAt: null, overrides: { not: Prisma.AnyNull } },
    orderBy: { id: "asc" },
  });
  const found = rows.flatMap((row) => {
    const { id, jobName, declared, settings, overrides } = recordOf(row);
    const job = findJob(jobs, jobName);
    const path = job && callingPaths(job).find((own) => calling.has(own));
    if (!path || !declared || !TIMING_FIELDS.some((field) => field in overrides)) return [];
    const [now, code] = [settings, declared].map((times) => timesOf(times));
    const evidence = words("doctor.schedules.override", { id, path, now: now ?? "", code: code ?? "" });
    const fix = words("doctor.schedules.overrideFix", { id });
    return [warning({ check: "schedules", evidence, fix, entry: "does-not-run" })];
  });
  return found.slice(0, LIMIT);
}

const timesOf = (settings: ScheduleSettings) =>
  settings.kind === "cron" ? `${settings.expression} ${settings.timezone}` : settingsTimingWords(settings);

/** What the code declares, by the id of the schedule; who delivers the slots does not matter here. */
function declaredOf(jobs: DashboardDeps["jobs"]): ReadonlyMap<string, ScheduleSettings> {
  const rules = { watchAfterSeconds: () => null, graceSeconds: 0 };
  return new Map(
    jobs.flatMap((job) => {
      const settings = declaredSettings(job, rules);
      return settings ? [[registryScheduleId(job), settings] as const] : [];
    }),
  );
}

/** The rows of declared schedules, and every parked one. */
async function readStored(db: DashboardDeps["db"], ids: readonly string[]): Promise<StoredSchedule[]> {
  return await db.$queryRaw<StoredSchedule[]>`
    select id, declared, enabled, next_run_at is not null as moves, removed_at is not null as removed,
      kind = 'date' or ends_at < cron_now() as over, parked_at as "parkedAt", parked_reason as "parkedReason"
      from cron_schedules where id = any(${[...ids]}::text[]) or parked_reason is not null order by id`;
}

/** Declared schedules that ever had a slot. */
async function readPast(db: DashboardDeps["db"], ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select n.id from unnest(${[...ids]}::text[]) as n(id)
     where exists (select 1 from cron_job_logs l where l.schedule_id = n.id)`;
  return new Set(rows.map(({ id }) => id));
}

function faultsOf(words: Words, row: StoredSchedule, declared: ScheduleSettings | null): Finding[] {
  const { id, parkedReason, parkedAt } = row;
  if (parkedReason !== null) {
    const evidence = words("doctor.schedules.parked", { id, why: parkedReason, at: exactUtc(parkedAt ?? new Date(0)) });
    const fix = words("doctor.schedules.parkedFix", { id });
    return [error({ check: "schedules", evidence, fix, entry: "does-not-run" })];
  }
  if (declared === null) return [];
  if (row.removed || (!row.moves && !row.over)) return [standsStill(words, id)];
  return sameTimes(row.declared, declared) ? [] : [differs(words, id)];
}

const isLost = (words: Words, id: string): Finding => {
  const evidence = words("doctor.schedules.lost", { id });
  return error({ check: "schedules", evidence, fix: words("doctor.schedules.lostFix"), entry: "does-not-run" });
};

const standsStill = (words: Words, id: string): Finding => {
  const evidence = words("doctor.schedules.still", { id });
  return error({ check: "schedules", evidence, fix: words("doctor.schedules.lostFix"), entry: "does-not-run" });
};

const differs = (words: Words, id: string): Finding => {
  const evidence = words("doctor.schedules.differs", { id });
  return warning({ check: "schedules", evidence, fix: words("doctor.schedules.differsFix"), entry: "does-not-run" });
};

/** JSON knows no undefined: an absent value of an older row is null. */
const sameTimes = (stored: Partial<ScheduleSettings> | null, declared: ScheduleSettings) =>
  stored !== null && TIMING_FIELDS.every((field) => (stored[field] ?? null) === declared[field]);
