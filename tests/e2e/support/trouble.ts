import { DEFAULT_SETTINGS } from "../../../lib/cron/schedules/settings.ts";
import type { Db } from "../../../lib/db.ts";
import { insertRuns } from "../../dashboard/run-rows.ts";

const MINUTE_MS = 60_000;
const DAY = 24 * 60;

/** Every kind of trouble that a first look has to show, on the four jobs of the registry. */
export async function seedTrouble(db: Db): Promise<void> {
  const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
  const at = (minutes: number) => ago(minutes).toISOString();
  const job = "health-check";
  const streak = Array.from({ length: 6 }, (_, index) => ({ status: "failed", startedAt: at(index * 5 + 1) }) as const);
  const before = Array.from(
    { length: 40 },
    (_, index) => ({ status: "completed", startedAt: at(40 + index * 30) }) as const,
  );
  await insertRuns(db, [
    ...streak.map((row) => ({ ...row, job, error: "connect ECONNREFUSED 10.0.0.7:5432" })),
    ...before.map((row) => ({ ...row, job, durationMs: 700 })),
    { job: "update-rankings", status: "missed", startedAt: at(90), more: { reason: "no_delivery" } },
    { job: "update-rankings", status: "completed", startedAt: at(DAY), durationMs: 2300 },
    { job: "clean-data", status: "completed", startedAt: at(3 * DAY), durationMs: 900 },
    {
      job: "convert-images",
      status: "started",
      startedAt: at(42),
      more: {
        lockKey: "convert-images",
        attemptStartedAt: ago(42),
        leaseExpiresAt: ago(-DAY),
        abortReason: "timeout",
        abortRequestedAt: ago(12),
        progress: { done: 340, total: 1200, note: "page 4" },
      },
    },
  ]);
  const pause = { pausedAt: ago(2 * DAY), pausedBy: "jo@example.com", pauseReason: "waits for the new bucket" };
  await db.cronJobConfig.upsert({
    where: { jobName: "clean-data" },
    create: { jobName: "clean-data", ...pause },
    update: pause,
  });
  await overrideSchedule(db, "update-rankings");
}

/** A declared schedule that a person has given other hours. */
async function overrideSchedule(db: Db, jobName: string): Promise<void> {
  const declared = { ...DEFAULT_SETTINGS, expression: "0 * * * *" };
  const nextSlot = new Date(Date.now() + 5 * 60 * MINUTE_MS);
  await db.cronSchedule.update({
    where: { id: `job:${jobName}` },
    data: {
      declared: { ...declared, params: {} },
      overrides: { expression: "0 */6 * * *" },
      expression: "0 */6 * * *",
      nextSlot,
      nextRunAt: nextSlot,
    },
  });
}
