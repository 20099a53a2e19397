import { wholeSecond } from "../time/instant.ts";
import { firstSlot, type ScheduleSettings, TIMING_FIELDS } from "./settings.ts";

/** A schedule as it is stored: what is in force, and for one that code declares also what code says. */
export interface ScheduleRecord {
  id: string;
  jobName: string;
  name: string;
  origin: "code" | "person";
  /** What the code declares; null for a person's schedule. */
  declared: ScheduleSettings | null;
  /** What people changed of it, field by field. */
  overrides: Partial<ScheduleSettings>;
  /** In force: declared with the overrides on top, or a person's own settings. */
  settings: ScheduleSettings;
  anchorAt: Date;
  nextSlot: Date | null;
  lastSlot: Date | null;
  /** Set when its job left the registry. */
  removedAt: Date | null;
  version: number;
}

/** What is to be written; `version` 0 makes a new schedule, another one must still be the stored one. */
export type ScheduleWrite = Omit<ScheduleRecord, "lastSlot"> & { nextRunAt: Date | null; createdBy: string | null };

/** A declared schedule, as the registry knows it. */
export interface Declaration {
  id: string;
  jobName: string;
  name: string;
  settings: ScheduleSettings;
}

/** When the registry is compared with what is stored. */
export interface SyncMoment {
  now: Date;
  /** The first slot without an ending, by id, of declared schedules whose row was lost; others begin from now on. */
  gaps?: ReadonlyMap<string, Date>;
}

/**
 * What has to be written so that the stored schedules of code follow the registry: new ones added, changed ones
 * changed in the fields that nobody overrode, those of jobs that left stopped. Pure. A change never fires a past slot;
 * a schedule whose row was lost goes on where its slots have no ending yet.
 */
export function planSync(
  stored: readonly ScheduleRecord[],
  declarations: readonly Declaration[],
  at: SyncMoment,
): ScheduleWrite[] {
  const { now } = at;
  const known = new Map(stored.map((record) => [record.id, record]));
  const declared = new Set(declarations.map(({ id }) => id));
  const gone = stored.filter(
    (record) => record.origin === "code" && record.removedAt === null && !declared.has(record.id),
  );
  return [
    ...declarations.flatMap((declaration) => followDeclaration(known.get(declaration.id) ?? null, declaration, at)),
    ...gone.map(
      (record): ScheduleWrite => ({ ...record, removedAt: now, nextSlot: null, nextRunAt: null, createdBy: null }),
    ),
  ];
}

function followDeclaration(record: ScheduleRecord | null, declaration: Declaration, at: SyncMoment): ScheduleWrite[] {
  if (record === null) return [freshWrite(declaration, at)];
  const { now } = at;
  const { name, settings: declared } = declaration;
  const same = record.declared !== null && sameSettings(record.declared, declared);
  const settings = { ...declared, ...record.overrides };
  const first = firstSlot(settings, { anchorAt: record.anchorAt, now });
  // Without a next slot although one lies ahead, it would stand still for ever.
  if (same && record.removedAt === null && (record.nextSlot !== null || first === null)) return [];
  const keep = record.removedAt === null && sameTiming(record.settings, settings) ? record.nextSlot : null;
  const next = keep ?? first;
  return [withNextSlot({ ...record, name, declared, settings, removedAt: null, createdBy: null }, next)];
}

function freshWrite({ settings: declared, ...named }: Declaration, { now, gaps }: SyncMoment): ScheduleWrite {
  const gap = gaps?.get(named.id) ?? null;
  const anchorAt =
    gap && declared.everySeconds ? new Date(gap.getTime() - declared.everySeconds * 1000) : wholeSecond(now);
  const fresh = { ...named, origin: "code", declared, overrides: {}, settings: declared, anchorAt } as const;
  const write = { ...fresh, nextSlot: null, removedAt: null, version: 0, createdBy: null };
  return withNextSlot(write, gap ?? firstSlot(declared, { anchorAt, now }));
}

/** The write with its next slot, and when the dispatcher looks at that. */
export function withNextSlot(write: Omit<ScheduleWrite, "nextRunAt">, nextSlot: Date | null): ScheduleWrite {
  const nextRunAt = nextSlot && new Date(nextSlot.getTime() + write.settings.delaySeconds * 1000);
  return { ...write, nextSlot, nextRunAt };
}

/** Whether two settings have the same slots. */
export function sameTiming(a: ScheduleSettings, b: ScheduleSettings): boolean {
  return TIMING_FIELDS.every((field) => a[field] === b[field]);
}

const sameSettings = (a: ScheduleSettings, b: ScheduleSettings) => sorted(a) === sorted(b);
/** Postgres keeps JSON keys in an order of its own. */
const sorted = (settings: ScheduleSettings) =>
  JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
