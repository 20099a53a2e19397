import type { Incident, Signal } from "../../../lib/alerts/words/incident.ts";
import type { RuleName } from "../../../lib/alerts/words/vocabulary.ts";
import type { AnyJob } from "../../../lib/cron/jobs/define-job.ts";
import { declaredSettings, registryScheduleId, timingOf } from "../../../lib/cron/schedules/settings.ts";
import { latestSlot, nextSlot } from "../../../lib/cron/time/timing.ts";
import type { RunStatus } from "../../../lib/cron/words/vocabulary.ts";
import type { Db } from "../../../lib/db.ts";
import type { RunRow } from "../../dashboard/run-rows.ts";
import { before, MINUTE_MS, openIncident, TURN_AT } from "./signal-turn.ts";

/** Histories in letters, oldest first. */
const STATUSES: Readonly<Record<string, RunStatus>> = {
  S: "completed",
  P: "partial",
  F: "failed",
  T: "timed_out",
  A: "abandoned",
  C: "cancelled",
};

type RunChanges = Partial<RunRow> & { lastEndedMs?: number; apartMs?: number };

/** Runs that ended one after the other, an hour apart, the last one a second before the turn. */
export function runs(job: AnyJob, history: string, changes: RunChanges = {}): RunRow[] {
  const { lastEndedMs = 1000, apartMs = 60 * MINUTE_MS, ...more } = changes;
  const durationMs = more.durationMs ?? 1000;
  return [...history].map((letter, index) => {
    const endedMs = lastEndedMs + (history.length - 1 - index) * apartMs;
    const startedAt = before(endedMs + durationMs).toISOString();
    return {
      job: job.name,
      status: STATUSES[letter] ?? "completed",
      startedAt,
      error: "it broke",
      ...more,
      durationMs,
    };
  });
}

/** The slot of a job's own schedule as a row: a run that began at once, or one that never ran. */
export function slotRow(job: AnyJob, slot: Date, row: Partial<RunRow> & Pick<RunRow, "status">): RunRow {
  const scheduled = { scheduleId: registryScheduleId(job), scheduledFor: slot };
  return {
    job: job.name,
    startedAt: slot.toISOString(),
    trigger: "schedule",
    ...row,
    more: { ...scheduled, ...row.more },
  };
}

/** Stores the job's own schedule as a dispatcher would that has just looked. */
export async function storeSchedule(db: Db, job: AnyJob, changes: Record<string, unknown> = {}): Promise<void> {
  const settings = declaredSettings(job, { watchAfterSeconds: () => null, graceSeconds: 30 });
  if (!settings) throw new Error(`expected a schedule, ${job.name} has none`);
  const { kind, expression, timezone, everySeconds } = settings;
  const anchorAt = before(365 * 24 * 60 * MINUTE_MS);
  const timing = timingOf(settings, anchorAt);
  const next = nextSlot(timing, TURN_AT);
  await db.cronSchedule.create({
    data: {
      ...{ id: registryScheduleId(job), jobName: job.name, name: job.name, origin: "code", createdAt: anchorAt },
      ...{ kind, expression, timezone, everySeconds, anchorAt },
      ...{ nextSlot: next, nextRunAt: next, lastSlot: latestSlot(timing, TURN_AT), ...changes },
    },
  });
}

/** An open incident of a job. */
export function openOf(rule: RuleName, job: AnyJob, subject = `job:${job.name}`): Incident {
  return { ...openIncident(rule, subject), jobName: job.name, category: job.category };
}

/** What signals say, in a word each: `wrong failed job:a`. */
export const told = (signals: readonly Signal[]) =>
  signals.map(({ says, rule, subject }) => `${says} ${rule} ${subject}`);
