import type { Progress } from "../../cron/ports/runs.ts";
import type { Json } from "../../cron/words/json.ts";
import type { RunStatus, Trigger } from "../../cron/words/vocabulary.ts";
import { type Db, Prisma } from "../../db.ts";
import { toProgress } from "../runs/run-entry.ts";
import { type ApiStatus, apiStatusOf } from "../words/status-words.ts";

/** One run as the live feed tells it. Instants are UTC. */
export interface LiveRun {
  id: string;
  jobName: string;
  /** The API's word; `state` is the exact state. */
  status: ApiStatus;
  state: RunStatus;
  trigger: Trigger;
  startedAt: Date;
  completedAt: Date | null;
  attempts: number;
  /** Somebody has asked it to stop, or its attempt timed out and has not stopped yet. */
  stopping: boolean;
  progress: Progress | null;
  /** The last log line that is stored: `GET /api/admin/runs/<id>/log?cursor=` reads on from one. Null before the first. */
  logCursor: string | null;
  /** The sentence of its error, cut at 300 characters; the run itself has the whole. */
  error: string | null;
}

/** No poll reads more open or new runs than this; what is left out is told when it ends. */
const MAX_ROWS = 500;
const MAX_ERROR_LENGTH = 300;

interface LiveRow extends Omit<LiveRun, "status" | "progress"> {
  progress: Json;
}

/**
 * Every open run, every run that began since `since`, and those of `known` whatever became of them: one statement over
 * the lane index, the waiting index, the time index and the primary key (engine-schema.md 48).
 */
export async function readLiveRuns(
  db: Db,
  { since, known }: { since: Date; known: readonly string[] },
): Promise<LiveRun[]> {
  const rows = await db.$queryRaw<LiveRow[]>`${liveRunsStatement({ since, known })}`;
  return rows.map(({ progress, ...row }) => ({
    ...row,
    status: apiStatusOf(row.state),
    progress: toProgress(progress),
  }));
}

/** The statement of `readLiveRuns`, for whoever wants to see its plan. */
export function liveRunsStatement({ since, known }: { since: Date; known: readonly string[] }): Prisma.Sql {
  return Prisma.sql`
    with wanted as (
      (select id from cron_job_logs where lane is not null limit ${MAX_ROWS})
      union
      (select id from cron_job_logs where lane is null and completed_at is null order by next_attempt_at limit ${MAX_ROWS})
      union
      (select id from cron_job_logs
        where started_at >= ${since} and started_at <= cron_now() + interval '1 minute' order by started_at desc limit ${MAX_ROWS})
      union
      select unnest(${[...known]}::uuid[])
    )
    select l.id, l.job_name as "jobName", l.status as state, l.trigger, l.started_at as "startedAt",
           l.completed_at as "completedAt", l.attempts, l.status = 'started' and l.abort_reason is not null as stopping,
           l.progress, left(case when l.status = 'started' and (l.waiting ->> 'attempt')::int > l.attempts then l.waiting ->> 'error'
                             else l.error_message end, ${MAX_ERROR_LENGTH}::integer) as error,
           (select n.id from cron_job_log_lines n where n.run_id = l.id order by n.id desc limit 1)::text as "logCursor"
      from wanted w join cron_job_logs l on l.id = w.id
     order by l.started_at, l.id`;
}

/**
 * A text that changes when a person pauses, resumes, switches or edits a job, a schedule or everything, and when an
 * incident, a silence or a channel changes. What the dispatcher moves by itself (the next run) is no change.
 */
export async function readSettingsMark(db: Db): Promise<string> {
  const [row] = await db.$queryRaw<{ mark: string }[]>`
    select concat_ws('/',
      (select md5(string_agg(concat_ws(',', job_name, enabled, paused_at, paused_until, last_modified_at), ';' order by job_name)) from cron_job_config),
      (select md5(string_agg(concat_ws(',', id, enabled, paused_at, paused_until, expression, timezone, every_seconds, run_at, removed_at), ';' order by id)) from cron_schedules),
      (select concat_ws(',', paused_at, paused_until) from cron_scheduler_state),
      (select max(id) from incident_entries),
      (select md5(string_agg(concat_ws(',', id, ended_at), ';' order by id)) from alert_silences where until > cron_now()),
      (select md5(string_agg(concat_ws(',', id, version, failing_since), ';' order by id)) from alert_channels)) as mark`;
  return row?.mark ?? "";
}
