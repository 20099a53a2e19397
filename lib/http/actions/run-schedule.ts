import type { Delivery, NotBegun } from "../../cron/engine.ts";
import { readSchedule } from "../../dashboard/schedules.ts";
import type { Acting } from "../acting.ts";
import { recordAudit } from "../audit.ts";
import { dashboardDeps } from "../deps.ts";
import { noSuchSchedule } from "../schedule-lock.ts";
import { type Begun, startRun } from "./start-run.ts";

/**
 * Runs a schedule's job now with the schedule's parameters, beside its slots. While the schedule is paused or disabled
 * only `force` does; the same holds for its job.
 * @throws ApiError 404; and what `startRun` throws
 */
export async function runSchedule(
  acting: Acting,
  id: string,
  { force, delivery }: { force: boolean; delivery: Delivery },
): Promise<Begun> {
  const entry = await readSchedule(dashboardDeps(acting.runtime), id);
  if (!entry) throw noSuchSchedule(id);
  const { jobName: job } = entry;
  const refusal = force ? null : refusalOf(entry);
  if (refusal) {
    const after = { runId: null, force, scheduleId: id, reason: refusal.reason };
    await recordAudit(acting.runtime.db, acting, { action: "run.refused", target: job, after });
    return refusal;
  }
  const { params } = await acting.runtime.db.cronSchedule.findUniqueOrThrow({
    where: { id },
    select: { params: true },
  });
  return await startRun(acting, { job, params: params ?? {}, trigger: "dashboard", delivery, force, scheduleId: id });
}

type Entry = NonNullable<Awaited<ReturnType<typeof readSchedule>>>;

function refusalOf(entry: Entry): NotBegun | null {
  const { id, jobName, enabled, paused, pausedBy, pausedUntil, pauseReason } = entry;
  if (enabled && !paused) return null;
  const until = pausedUntil === null ? "until somebody resumes it" : `until ${pausedUntil.toISOString()}`;
  const why = enabled ? `paused by ${pausedBy} ${until}: ${pauseReason}` : "disabled";
  return {
    kind: "skipped",
    jobName,
    reason: enabled ? "paused" : "disabled",
    message: `Schedule ${id} is ${why}; with force it runs all the same`,
    ...{ runId: null, firstStatus: null, heldBy: null },
  };
}
