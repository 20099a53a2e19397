import { z } from "zod";
import { nearestKeptInstant } from "../../cron/time/instant.ts";
import { FAILED_STATUSES, type RunStatus, TRIGGERS, type Trigger } from "../../cron/words/vocabulary.ts";
import { Prisma } from "../../db.ts";
import { type ReadableQuery, readableQuery, wholeNumber } from "../forms/readable-query.ts";
import { type DashboardDeps, findJob } from "../words/deps.ts";
import { FINGERPRINT } from "../words/fingerprint.ts";
import { instant } from "../words/instant.ts";
import { problemOf } from "../words/issue-words.ts";
import { statesOf } from "../words/status-words.ts";

/** The words of the trigger filter. */
export const RUN_TRIGGERS: readonly Trigger[] = TRIGGERS;
/** Numbered pages end here; further back only the cursor leads (engine-schema.md 11). */
export const MAX_PAGE = 200;
/** A search looks at no more than this many days. */
const SEARCH_DAYS = 31;

const status = z
  .string()
  .transform((word, context): readonly RunStatus[] => {
    const states = statesOf(word);
    if (states) return states;
    context.addIssue({ code: "custom", ...problemOf("no_status", { given: word }) });
    return z.NEVER;
  })
  .describe("success, partial, failed (or error), cancelled, skipped, started, queued, retrying, or an exact state");

/** The fields of `logsQuery`. */
export const logFields = z.strictObject({
  page: wholeNumber(1, MAX_PAGE).default(1),
  limit: wholeNumber(1, 200).default(50),
  cursor: z.string().max(200).optional().describe("The nextCursor of an earlier answer, instead of page"),
  job_name: z.string().max(100).optional().describe("Name or alias of a job"),
  schedule_id: z.string().max(120).optional().describe("The schedule whose slots the runs stand for"),
  status: status.optional(),
  trigger: z.enum(TRIGGERS).optional(),
  from: instant.optional(),
  to: instant.optional().describe("Exclusive"),
  q: z.string().trim().max(200).optional().describe("A run's id, a part of a job's name, or an error's fingerprint"),
});

/** Query of `GET /api/admin/cron-logs` and of the log page. An empty value counts as absent: forms send those. */
export const logsQuery = z.preprocess(withoutEmpty, logFields);
export type LogsQuery = z.output<typeof logFields>;

const CURSOR = /^([0-9a-z]{1,11})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The place in the list of runs that a cursor stands for, or null when this application did not give it out. */
export function cursorPosition(cursor: string): { at: Date; id: string } | null {
  const [, time, id] = CURSOR.exec(cursor) ?? [];
  const at = new Date(Number.parseInt(time ?? "", 36));
  return id === undefined || Number.isNaN(at.getTime()) ? null : { at, id };
}

const addressFields = logFields.extend({
  cursor: logFields.shape.cursor.refine((cursor) => cursor === undefined || cursorPosition(cursor) !== null),
});

/** The query of an address that a person may have edited: what cannot be read is left out and named. */
export const readLogsQuery = (address: Record<string, string>): ReadableQuery<LogsQuery> =>
  readableQuery(addressFields, address);

/** A query without what a form sends for an empty field. */
export function withoutEmpty(query: unknown): unknown {
  if (typeof query !== "object" || query === null) return query;
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== "" && value !== undefined));
}

/** Whether the query leaves any run out; pages do not. */
export function isFiltered({ job_name, schedule_id, status, trigger, from, to, q }: LogsQuery): boolean {
  return [job_name, schedule_id, status, trigger, from, to, q].some((value) => value !== undefined);
}

/** What a list of runs is narrowed to; null means "any". */
export interface LogFilter {
  jobName: string | null;
  scheduleId: string | null;
  states: readonly RunStatus[] | null;
  trigger: Trigger | null;
  from: Date | null;
  /** Exclusive. */
  to: Date | null;
  search: LogSearch | null;
}

export type LogSearch =
  | { kind: "run"; id: string }
  /** Jobs whose name contains the text, and where the text is hex also run ids and error fingerprints. */
  | { kind: "text"; jobNames: readonly string[]; hex: string | null };

/** The filter a query stands for: aliases become names, and a search gets a time range of at most 31 days. */
export function toLogFilter(deps: DashboardDeps, query: LogsQuery): LogFilter {
  const search = query.q ? toSearch(deps, query.q) : null;
  const to = query.to ?? null;
  const from = query.from ?? null;
  return {
    jobName: query.job_name ? (findJob(deps.jobs, query.job_name)?.name ?? query.job_name) : null,
    scheduleId: query.schedule_id ?? null,
    states: query.status ?? null,
    trigger: query.trigger ?? null,
    from: search?.kind === "text" ? laterOf(from, searchStart(to ?? deps.clock.now())) : from,
    to,
    search,
  };
}

/** The filter as a condition on `cron_job_logs` aliased `l`. */
export function filterCondition({ jobName, scheduleId, states, trigger, from, to, search }: LogFilter): Prisma.Sql {
  const conditions = [
    jobName === null ? null : Prisma.sql`l.job_name = ${jobName}`,
    scheduleId === null ? null : Prisma.sql`l.schedule_id = ${scheduleId}`,
    states === null ? null : Prisma.sql`l.status in (${Prisma.join([...states])})`,
    trigger === null ? null : Prisma.sql`l.trigger = ${trigger}`,
    from === null ? null : Prisma.sql`l.started_at >= ${from}`,
    to === null ? null : Prisma.sql`l.started_at < ${to}`,
    search === null ? null : searchCondition(search),
  ].filter((condition) => condition !== null);
  return conditions.length === 0 ? Prisma.sql`true` : Prisma.join(conditions, " and ");
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** A part of a run id as the screens show it, or a fingerprint. */
const SHORT_HEX = /^[0-9a-f]{6,12}$/;

function toSearch({ jobs }: DashboardDeps, q: string): LogSearch {
  const text = q.toLowerCase();
  if (UUID.test(text)) return { kind: "run", id: text };
  const jobNames = jobs.filter((job) => [job.name, ...(job.aliases ?? [])].some((name) => name.includes(text)));
  return { kind: "text", jobNames: jobNames.map((job) => job.name), hex: SHORT_HEX.test(text) ? text : null };
}

function searchCondition(search: LogSearch): Prisma.Sql {
  if (search.kind === "run") return Prisma.sql`l.id = ${search.id}::uuid`;
  const byName = Prisma.sql`l.job_name = any(${search.jobNames}::text[])`;
  if (search.hex === null) return byName;
  return Prisma.sql`(${byName} or right(l.id::text, 12) like ${`%${search.hex}`} or (l.status in (${Prisma.join([...FAILED_STATUSES])}) and ${FINGERPRINT} = ${search.hex}))`;
}

function searchStart(end: Date): Date {
  return nearestKeptInstant(new Date(end.getTime() - SEARCH_DAYS * 86_400_000));
}

function laterOf(from: Date | null, least: Date): Date {
  return from !== null && from > least ? from : least;
}
