import {
  declaredSettings,
  registryScheduleId,
  type ScheduleSettings,
  TIMING_FIELDS,
} from "../../cron/schedules/settings.ts";
import type { Words } from "../../i18n/words.ts";
import type { DashboardDeps } from "../words/deps.ts";
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
