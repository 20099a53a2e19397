import type { Pool } from "pg";
import type { Deleted, History } from "../../cron/ports/history.ts";

/** The history in `cron_job_logs` and its log lines; cron_delete_old_v1() has the rules. */
export function createHistory(pool: Pool): History {
  return {
    async deleteOld(batch) {
      const { rows } = await pool.query<Deleted>(`select runs, log_lines as "logLines" from cron_delete_old_v1($1)`, [
        batch,
      ]);
      return rows[0] ?? { runs: 0, logLines: 0 };
    },
    async beginPass(by, everyMs) {
      const values = [by.slice(0, 200), everyMs];
      const { rows } = await pool.query<{ taken: boolean }>(
        "select cron_retention_begin_v1($1, $2 * interval '1 ms') as taken",
        values,
      );
      return rows[0]?.taken ?? false;
    },
    async endPass({ runs, logLines, finished }) {
      await pool.query("select cron_retention_end_v1($1, $2, $3)", [runs, logLines, finished]);
    },
  };
}
