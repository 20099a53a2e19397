import type { Pool } from "pg";

/** One call of a cron route, as its row keeps it: no header but these two, no query, no body. */
export interface CronCall {
  at: Date;
  method: string;
  path: string;
  /** HTTP status of the answer. */
  status: number;
  /** The answer's machine word, when it has one. */
  reason: string | null;
  jobName: string | null;
  runId: string | null;
  agent: string | null;
  address: string;
  /** What the platform says it called for. */
  schedule: string | null;
  durationMs: number;
  release: string | null;
}

/** A row stands for `1 + sampled` calls that were answered alike. */
export interface CallRow extends CronCall {
  sampled: number;
}

/** Where the rows go. Both reject when the database refuses or does not answer. */
export interface CallStore {
  write(rows: readonly CallRow[]): Promise<void>;
  /** Deletes at most `limit` of the rows that are past their retention (30 days), and answers how many there were. */
  deleteOld(limit: number): Promise<number>;
}

/** Texts are cut to the lengths of their columns (migration `calls`). */
export function createCallStore(pool: Pick<Pool, "query">): CallStore {
  return {
    async write(rows) {
      await pool.query(INSERT, columnsOf(rows));
    },
    async deleteOld(limit) {
      return (await pool.query(DELETE_OLD, [limit])).rowCount ?? 0;
    },
  };
}

const INSERT = `
  insert into cron_calls (at, method, path, status, reason, job_name, run_id, agent, address, schedule, duration_ms, release, sampled)
  select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::smallint[], $5::text[], $6::text[], $7::uuid[], $8::text[],
    $9::text[], $10::text[], $11::integer[], $12::text[], $13::integer[])`;

const DELETE_OLD = `
  delete from cron_calls where id in (
    select id from cron_calls where at < cron_now() - make_interval(days => (select r.call_days from cron_retention_v1() r))
    order by at limit $1 for update skip locked)`;

function columnsOf(rows: readonly CallRow[]): unknown[][] {
  return [
    rows.map(({ at }) => at.toISOString()),
    rows.map(({ method }) => method.slice(0, 10)),
    rows.map(({ path }) => path.slice(0, 300)),
    rows.map(({ status }) => status),
    rows.map(({ reason }) => reason?.slice(0, 60)),
    rows.map(({ jobName }) => jobName),
    rows.map(({ runId }) => runId),
    rows.map(({ agent }) => agent?.slice(0, 200)),
    rows.map(({ address }) => address.slice(0, 64)),
    rows.map(({ schedule }) => schedule?.slice(0, 128)),
    rows.map(({ durationMs }) => Math.round(durationMs)),
    rows.map(({ release }) => release?.slice(0, 60)),
    rows.map(({ sampled }) => sampled),
  ];
}
