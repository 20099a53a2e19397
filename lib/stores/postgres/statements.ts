import type { Pool, PoolClient, QueryResultRow } from "pg";
import type { Alongside, SqlTransaction } from "../../cron/ports/queue.ts";
import { isTransient } from "./errors.ts";

/** Every statement of the engine's hot path. The work is in the functions of prisma/sql. */
const STATEMENTS = {
  admit: "select id, fence, scheduled_for, started_at from cron_admit_v1($1)",
  admitOne: `select id, fence, scheduled_for, started_at
    from cron_admit_one_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
  refuse: `select outcome, reason, run_id, status, fence, scheduled_for, started_at, held_by, held_since from cron_refuse_v2($1)`,
  claim: `select id, job_name, fence, attempt, max_attempts, trigger, scheduled_for, lock_key, params, started_at,
    continuations, interruptions, coalesced_count from cron_claim_v2($1, $2, $3, $4, $5, $6, $7, $8)`,
  uncarried: "select id, trigger from cron_uncarried_v1($1, $2, $3)",
  waitingOf: "select id, trigger from cron_job_logs where id = any($1) and next_attempt_at is not null",
  outcomes: `select id, job_name, status, reason, coalesce(message, error_message) as message, result, error, trigger, scheduled_for, started_at, completed_at, duration_ms, attempts
    from cron_job_logs where id = any($1)`,
  countDeliveries: "update cron_job_logs set deliveries = deliveries + $2 where id = $1",
  beat: "select id, fence, held, abort_reason from cron_beat_v1($1, $2)",
  finish: "select id, fence, applied, status, completed_at, next_waits from cron_finish_v1($1, $2)",
  finishOne: `select id, fence, applied, status, completed_at, next_waits
    from cron_finish_one_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  rescue:
    "select r.id, r.job_name, r.status, l.trigger from cron_rescue_v1(null, $1) r join cron_job_logs l on l.id = r.id",
  cancel: "select outcome, status from cron_cancel_v1($1)",
  forceEnd: "select outcome, status from cron_force_end_v1($1, $2)",
  due: `select now, id, job_name, version, kind, expression, timezone, every_seconds, anchor_at, run_at, next_slot, misfire, max_lateness_seconds,
    max_catch_up, grace_seconds, delay_seconds, jitter_seconds, overlap, params, ends_at, (select json_agg(json_build_object('from', p.paused_from, 'until', p.paused_until))
      from cron_ended_pauses_v1(d.id, d.job_name, d.now) p) as pauses
    from cron_due_v1($1, $2) d`,
  pending: `select cron_now() as now, id, job_name, version, kind, expression, timezone, every_seconds, anchor_at, run_at, next_slot, misfire,
    max_lateness_seconds, max_catch_up, grace_seconds, delay_seconds, jitter_seconds, overlap, params, ends_at, (select json_agg(json_build_object('from', p.paused_from, 'until', p.paused_until))
      from cron_ended_pauses_v1(id, job_name, cron_now()) p) as pauses
    from cron_schedules where id = any($1) and next_slot <= cron_now()`,
  heldBack: `select case
      when not s.enabled then 'disabled'
      when s.paused_at <= n.at and (s.paused_until is null or s.paused_until > n.at) then 'paused'
      when exists (select 1 from cron_schedule_skips k where k.schedule_id = s.id and k.slot = n.slot) then 'skipped_by_person'
      when exists (select 1 from cron_ended_pauses_v1(s.id, s.job_name, n.at) p where n.slot >= p.paused_from and n.slot < p.paused_until) then 'paused'
    end as reason from cron_schedules s, (select c.at, cron_slot_v1($2, $3, c.at) as slot from (select cron_now() as at) c) n where s.id = $1`,
  now: "select cron_now() as now",
  registerJobs: "select cron_register_jobs_v1($1)",
  park: "select cron_park_schedule_v1($1, $2, $3, $4) as parked",
  lastSlots: `select n.id, l.slot from unnest($1::text[]) as n(id) cross join lateral (
    select coalesce(slot_until, scheduled_for) as slot from cron_job_logs where schedule_id = n.id order by scheduled_for desc limit 1) l`,
  declared: `select id, job_name, name, origin, declared, overrides, kind, expression, timezone, every_seconds, anchor_at, run_at, params,
    enabled, misfire, max_lateness_seconds, max_catch_up, overlap, grace_seconds, delay_seconds, jitter_seconds, starts_at, ends_at, next_slot, last_slot,
    removed_at, version, created_at from cron_schedules where origin = 'code' and (id = any($1) or removed_at is null) order by id`,
  putSchedule: "select cron_put_schedule_v1($1) as version",
  dispatch: "select schedule_id, runs from cron_dispatch_v2($1)",
  backfill: "select id from cron_backfill_v1($1) as id",
  cancelBackfill: "select cancelled, requested from cron_backfill_cancel_v1($1)",
  msUntilDue: "select cron_ms_until_due_v1($1) as ms",
  enqueueTasks: "select outcome, added from cron_enqueue_tasks_v1($1, $2, $3, $4)",
  claimTasks: `select id, run_id, job_name, task, item_id, key, item, fence, attempt, max_attempts, interruptions, deferrals, walked_to
    from cron_claim_tasks_v1($1, $2, $3, $4, $5)`,
  beatTasks: "select id, fence, held, abort_reason from cron_beat_tasks_v1($1, $2)",
  finishTasks: "select id, fence, applied, status from cron_finish_tasks_v1($1, $2)",
  rescueTasks: "select id, run_id, job_name, status from cron_rescue_tasks_v1($1)",
  cancelTasks: "select cancelled, stopping from cron_cancel_tasks_v1($1, $2)",
  loadState: "select version, value, epoch from cron_job_state where job_name = $1 and state_key = $2",
  saveState: "select outcome, version from cron_state_save_v2($1, $2, $3, $4, $5, $6)",
  replaceState: "select outcome, version from cron_state_write_v1($1, $2, $3, $4, $5, $6)",
} as const;

export type StatementName = keyof typeof STATEMENTS;

export interface StatementOptions {
  /** Prepared once per connection (default). A transaction pooler cannot keep them: false sends them unnamed. */
  named?: boolean;
}

/** Statements that are committed together; others may take part in it. */
export interface Transaction extends SqlTransaction {
  run<Row extends QueryResultRow>(name: StatementName, values: unknown[]): Promise<Row[]>;
}

/** Runs the engine's statements on a pool, each in a transaction of its own. */
export class Statements {
  readonly #pool: Pool;
  readonly #named: boolean;

  constructor(pool: Pool, { named = true }: StatementOptions = {}) {
    this.#pool = pool;
    this.#named = named;
  }

  /** How many statements can run at once. */
  get connections(): number {
    return this.#pool.options.max;
  }

  /** Deadlocks and serialization failures are tried once more; every other error is the caller's. */
  async run<Row extends QueryResultRow>(name: StatementName, values: unknown[]): Promise<Row[]> {
    try {
      return await this.#send<Row>(name, values);
    } catch (error) {
      if (!isTransient(error)) throw error;
      return this.#send<Row>(name, values);
    }
  }

  /** Several statements in one transaction. One that hits a deadlock is begun once more, from its first statement. */
  async inTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    try {
      return await this.#transact(work);
    } catch (error) {
      if (!isTransient(error)) throw error;
      return this.#transact(work);
    }
  }

  /** One statement with what is to be written alongside by its answer, in one commit. */
  runAlongside<Row extends QueryResultRow, Answer>(
    { name, values, toAnswer }: { name: StatementName; values: unknown[]; toAnswer: (row: Row | undefined) => Answer },
    alongside: Alongside<Answer> | undefined,
  ): Promise<Answer> {
    if (!alongside) return this.run<Row>(name, values).then(([row]) => toAnswer(row));
    return this.inTransaction(async (transaction) => {
      const [row] = await transaction.run<Row>(name, values);
      const answer = toAnswer(row);
      await alongside(transaction, answer);
      return answer;
    });
  }

  async #transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      await client.query("begin");
      const answer = await work({
        query: (text, values) => client.query(text, values),
        run: (name, values) => this.#sendOn(client, name, values),
      });
      await client.query("commit");
      client.release();
      return answer;
    } catch (error) {
      await rollBack(client);
      throw error;
    }
  }

  #send<Row extends QueryResultRow>(name: StatementName, values: unknown[]): Promise<Row[]> {
    return this.#sendOn(this.#pool, name, values);
  }

  async #sendOn<Row extends QueryResultRow>(
    target: Pool | PoolClient,
    name: StatementName,
    values: unknown[],
  ): Promise<Row[]> {
    const statement = { text: STATEMENTS[name], values };
    const result = await target.query<Row>(this.#named ? { ...statement, name: `cron_${name}` } : statement);
    return result.rows;
  }
}

/** A connection that cannot even roll back is closed: the server then does. */
async function rollBack(client: PoolClient): Promise<void> {
  try {
    await client.query("rollback");
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
  }
}
