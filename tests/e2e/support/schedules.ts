import type { Page } from "@playwright/test";
import { E2E } from "../../support/e2e-settings.ts";
import type { TestRows } from "./rows.ts";

const HOUR_MS = 3_600_000;

/** Calls the dispatcher as a platform's cron would: the application under test has no scheduler of its own. */
export async function tick(page: Page): Promise<void> {
  const answer = await page.request.get("/api/cron/tick", { headers: { authorization: `Bearer ${E2E.cronSecret}` } });
  if (!answer.ok()) throw new Error(`the tick answered ${answer.status()}: ${await answer.text()}`);
}

/** A person's schedule of clean-data at minute 0 of every hour, whose next slot lies ahead. */
export async function placeSchedule({ db }: TestRows, id: string, more: object = {}): Promise<void> {
  const nextSlot = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS);
  const base = { name: id, jobName: "clean-data", origin: "person", kind: "cron", expression: "0 * * * *" };
  const row = { ...base, params: {}, nextSlot, nextRunAt: nextSlot, anchorAt: new Date(), createdBy: "a test" };
  await db.cronSchedule.deleteMany({ where: { id } });
  await db.cronSchedule.create({ data: { id, ...row, ...more } });
}

/** What the audit log tells of a schedule, oldest first. */
export async function auditOf({ db }: TestRows, target: string) {
  const rows = await db.cronAuditLog.findMany({ where: { target }, orderBy: { at: "asc" } });
  return rows.map(({ actor, action, before, after, note }) => ({ actor, action, before, after, note }));
}

/** Takes away the schedules of a test. */
export async function removeSchedules({ db }: TestRows, ids: readonly string[]): Promise<void> {
  await db.cronScheduleSkip.deleteMany({ where: { scheduleId: { in: [...ids] } } });
  await db.cronSchedule.deleteMany({ where: { id: { in: [...ids] } } });
}
