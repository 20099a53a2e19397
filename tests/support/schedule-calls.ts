import type { ApiApp } from "./api-app.ts";

export const HOURLY = { kind: "cron", expression: "0 * * * *" };
const HOUR_MS = 3_600_000;

/** The schedules' routes as an admin calls them, and what they left in the database. `mine` is the test's own one. */
export function scheduleCalls(app: () => ApiApp) {
  async function call(method: string, path: string, body?: unknown) {
    const headers = { "content-type": "application/json" };
    const json = body === undefined ? {} : { body: JSON.stringify(body), headers };
    const response = await app().as("admin", `/api/admin/schedules${path}`, { method, ...json });
    return { status: response.status, location: response.headers.get("location"), body: await response.json() };
  }
  const stored = (id = "mine") => app().db.cronSchedule.findUniqueOrThrow({ where: { id } });
  return {
    call,
    stored,
    add: (more: object = {}) => call("POST", "", { id: "mine", jobName: "scripted", trigger: HOURLY, ...more }),
    read: async (id = "mine") => (await call("GET", `/${id}`)).body.schedule,
    /** One line per row of the schedule's slots, oldest first: status, reason or trigger, slots it stands for. */
    async endings(id = "mine"): Promise<string[]> {
      const rows = await app().db.cronJobLog.findMany({ where: { scheduleId: id }, orderBy: { scheduledFor: "asc" } });
      return rows.map(({ status, reason, trigger, slotCount }) => `${status} ${reason ?? trigger} ${slotCount}`);
    },
    /** As if so much time had passed since the schedule was made. */
    async letHoursPass(hours: number, id = "mine"): Promise<void> {
      const slot = new Date(((await stored(id)).nextSlot?.getTime() ?? 0) - hours * HOUR_MS);
      await app().db.cronSchedule.update({ where: { id }, data: { nextSlot: slot, nextRunAt: slot } });
    },
    lastAudit: () => app().db.cronAuditLog.findFirstOrThrow({ orderBy: { id: "desc" } }),
    audits: () => app().db.cronAuditLog.count(),
    /** Takes away what the test before made. */
    async clear(): Promise<void> {
      await app().db.cronJobLog.deleteMany();
      await app().db.cronSchedule.deleteMany({ where: { origin: "person" } });
      await app().db.cronScheduleSkip.deleteMany();
    },
  };
}
