import type { AnyJob } from "../../lib/cron/jobs/define-job.ts";
import { NonRetryableError } from "../../lib/cron/words/errors.ts";
import { type ApiApp, asJson, startApiApp } from "./api-app.ts";
import { type ok, scriptedJob, step } from "./scripted-job.ts";

/** One of each kind that a person has to deal with. */
const jobsToManage = (): AnyJob[] =>
  [
    scriptedJob([step.ok()], { name: "quick", aliases: ["fast"] }),
    scriptedJob([step.throws(new NonRetryableError("no"))], { name: "failing" }),
    scriptedJob([step.hang()], { name: "held", maxAttempts: 1 }),
    scriptedJob([step.ok()], { name: "off", enabledByDefault: false }),
    scriptedJob([step.ignoreAbort(Promise.withResolvers<typeof ok>().promise)], { name: "stuck" }),
  ].map(({ job }) => job);

/** The routes for people over the jobs `quick`, `failing`, `held`, `off` and `stuck`. */
export async function startAdminApp() {
  const app: ApiApp = await startApiApp(jobsToManage());
  return {
    ...app,
    /** Calls `/api/admin/<path>` as an admin. */
    admin: (path: string, init?: RequestInit) => app.as("admin", `/api/admin/${path}`, init),
    /** Posts to `/api/admin/<path>` as an operator. */
    operator: (path: string, body: unknown = {}) => app.as("operator", `/api/admin/${path}`, asJson(body)),
    lastAudit: () => app.db.cronAuditLog.findFirstOrThrow({ orderBy: { id: "desc" } }),
  };
}

export type AdminApp = Awaited<ReturnType<typeof startAdminApp>>;
