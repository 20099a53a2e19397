import { NonRetryableError } from "../../lib/cron/words/errors.ts";
import { type ApiApp, startApiApp } from "./api-app.ts";
import { ok, scriptedJob, step } from "./scripted-job.ts";

/** What the answers of the cron routes say to every cache. */
export const NO_STORE = "no-cache, no-store, must-revalidate";
/** The header that a platform's own calls carry. */
export const BY_PLATFORM = { "user-agent": "vercel-cron/1.0" };

const DAILY = { kind: "cron", expression: "0 2 * * *", timezone: "UTC" } as const;

/** One for each way in which a call can end. */
const jobsToCall = () => [
  scriptedJob([step.returns({ ...ok, message: "Did one", totalProcessed: 1 })], {
    name: "quick",
    aliases: ["fast"],
    category: "tests",
    schedule: DAILY,
  }),
  scriptedJob([step.returns({ ...ok, failed: 1, errors: [{ id: "a.jpg", error: "broken" }] })], { name: "partly" }),
  scriptedJob([step.throws(new NonRetryableError("401 from Meta"))], { name: "failing" }),
  scriptedJob([step.hang()], { name: "slow", timeoutSeconds: 1, maxAttempts: 1 }),
  scriptedJob([step.hang()], { name: "held", maxAttempts: 1 }),
];

/** The cron routes over the jobs `quick`, `partly`, `failing`, `slow` and `held`. */
export async function startCronApp() {
  const scripts = jobsToCall();
  const app: ApiApp = await startApiApp(scripts.map(({ job }) => job));
  return {
    ...app,
    /** How often a handler was called so far. */
    handlerCalls: () => scripts.reduce((sum, { calls }) => sum + calls.length, 0),
    stateOf: async (id: string) => (await app.db.cronJobLog.findUniqueOrThrow({ where: { id } })).status,
  };
}

export type CronApp = Awaited<ReturnType<typeof startCronApp>>;
