import { z } from "zod";
import { TASK_STATUSES, type TaskStatus } from "../../cron/ports/tasks.ts";
import { type Db, Prisma } from "../../db.ts";
import { wholeNumber } from "../forms/readable-query.ts";

/** What a person wants to see first: what went wrong, then what is at work. */
const MOST_TELLING: readonly TaskStatus[] = [
  "failed",
  "timed_out",
  "abandoned",
  "started",
  "retrying",
  "queued",
  "cancelled",
  "completed",
];
const SUMMARY_ITEMS = 50;
/** How much of a task's result a list shows, in characters of JSON. */
const MAX_RESULT_LENGTH = 500;

/** Query of `GET /api/admin/runs/<id>/tasks`: by status, then in the order they were enqueued. */
export const runTasksQuery = z.strictObject({
  status: z.enum(TASK_STATUSES).optional(),
  cursor: z
    .string()
    .regex(/^[a-z_]{1,20}:[0-9a-f-]{36}$/, "expected the nextCursor of an earlier answer")
    .optional(),
  limit: wholeNumber(1, 200).default(50),
});

export interface TaskEntry {
  id: string;
  task: string;
  itemId: string;
  /** `<job>/<task>:<key>`; at most so many of one key run at once. */
  key: string;
  status: TaskStatus;
  attempts: number;
  maxAttempts: number;
  /** The sentence of its last error. */
  error: string | null;
  /** Its result as JSON, the first 500 characters. */
  result: string | null;
  worker: string | null;
  createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  durationMs: number | null;
  /** When a waiting task is due, the pause of its key included. */
  nextAttemptAt: Date | null;
}

export interface TaskSummary {
  total: number;
  byStatus: Record<TaskStatus, number>;
  /** The first 50: failed ones, then running ones, then the rest. */
  items: TaskEntry[];
}

const COLUMNS = Prisma.sql`
  t.id, t.task, t.item_id as "itemId", t.key, t.status, t.attempts, t.max_attempts as "maxAttempts",
  t.error ->> 'message' as error, left(t.result::text, ${MAX_RESULT_LENGTH}::integer) as result, t.worker,
  t.created_at as "createdAt", t.started_at as "startedAt", t.completed_at as "completedAt",
  t.duration_ms as "durationMs", case when t.next_attempt_at is not null then greatest(t.next_attempt_at,
    (select p.until from cron_key_pauses p where p.key = t.key)) end as "nextAttemptAt"`;

/** How a run's tasks stand. A run that fanned nothing out has a total of 0. */
export async function readTaskSummary(db: Db, runId: string): Promise<TaskSummary> {
  const counts = await db.$queryRaw<{ status: TaskStatus; count: number }[]>`
    select status, count(*)::integer as count from cron_run_tasks where run_id = ${runId}::uuid group by status`;
  const byStatus = Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<TaskStatus, number>;
  for (const { status, count } of counts) byStatus[status] = count;
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return { total, byStatus, items: total === 0 ? [] : await readFirst(db, runId) };
}

/** Tasks that wait or run. */
export const openTasks = ({ byStatus }: TaskSummary): number => byStatus.queued + byStatus.retrying + byStatus.started;

/** One page of a run's tasks with the cursor that leads on, null at the end. An unknown run has none. */
export async function readRunTasks(
  db: Db,
  { runId, status, cursor, limit }: z.output<typeof runTasksQuery> & { runId: string },
): Promise<{ items: TaskEntry[]; nextCursor: string | null }> {
  const [afterStatus, afterId] = cursor?.split(":") ?? [];
  const after = cursor ? Prisma.sql`(t.status, t.id) > (${afterStatus}, ${afterId}::uuid)` : Prisma.sql`true`;
  const wanted = status ? Prisma.sql`t.status = ${status}` : Prisma.sql`true`;
  const rows = await db.$queryRaw<TaskEntry[]>`
    select ${COLUMNS} from cron_run_tasks t
     where t.run_id = ${runId}::uuid and ${wanted} and ${after}
     order by t.status, t.id limit ${limit + 1}`;
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && rows.length > limit ? `${last.status}:${last.id}` : null };
}

/** Status by status through the index, so that 100,000 completed tasks are not sorted to find three failed ones. */
function readFirst(db: Db, runId: string): Promise<TaskEntry[]> {
  return db.$queryRaw<TaskEntry[]>`
    select ${COLUMNS} from unnest(${[...MOST_TELLING]}::text[]) with ordinality as s(status, place)
     cross join lateral (select * from cron_run_tasks o where o.run_id = ${runId}::uuid and o.status = s.status
                         order by o.id limit ${SUMMARY_ITEMS}) t
     order by s.place, t.id limit ${SUMMARY_ITEMS}`;
}
