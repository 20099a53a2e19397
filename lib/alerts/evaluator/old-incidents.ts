import type { Db } from "../../db.ts";

/** How long what is over is kept. */
const INCIDENT_DAYS = 365;
/** Of one statement; what is left goes with the next. */
const BATCH = 1_000;

/**
 * Deletes incidents that have been over for so long, with their lines and notices, and silences and what handlers said of that time.
 * @returns how many incidents
 */
export async function deleteOldIncidents(db: Pick<Db, "$executeRaw">, batch = BATCH): Promise<number> {
  await db.$executeRaw`
    delete from alert_silences where id in (
      select id from alert_silences where until < cron_now() - make_interval(days => ${INCIDENT_DAYS}) limit ${batch})`;
  await db.$executeRaw`
    delete from alert_reports where id in (
      select id from alert_reports where at < cron_now() - make_interval(days => ${INCIDENT_DAYS}) order by at limit ${batch})`;
  // What ended so long ago began before: the index finds it by that.
  return await db.$executeRaw`
    delete from incidents where id in (
      select id from incidents where opened_at < cron_now() - make_interval(days => ${INCIDENT_DAYS})
         and resolved_at < cron_now() - make_interval(days => ${INCIDENT_DAYS}) order by opened_at limit ${batch})`;
}
