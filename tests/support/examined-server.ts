import { examineServer, type ServerFacts } from "../../lib/dashboard/health/examine.ts";
import type { Finding } from "../../lib/dashboard/health/finding.ts";
import type { Db } from "../../lib/db.ts";
import { ENGLISH } from "../../lib/i18n/words.ts";
import { platformCrons } from "../../lib/platform/platform-crons.ts";
import { platformSettings } from "../../lib/platform/settings.ts";
import { listedJobs } from "../dashboard/run-rows.ts";
import { openDomainDb } from "./domain-db.ts";

/** No more than 20 characters: the findings tell the length. */
export const EXAMINED_SECRET = "a8Xw3Kq9Zr5Tn1Bv7Lc2";
export const proPlan = platformSettings.parse({ plan: "pro" });
export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** An installation that is well, on a database of its own. */
export async function openExaminedServer() {
  const domain = await openDomainDb();
  const channel = { id: "told", name: "Told", kind: "webhook", origin: "person", settings: {} };
  await domain.db.alertChannel.create({ data: channel });
  const facts = await factsOf(domain.db);
  const wrong = async (changes: Partial<ServerFacts> = {}): Promise<Finding[]> =>
    (await examineServer(ENGLISH, { ...facts, ...changes })).findings.filter(({ severity }) => severity !== "ok");
  return {
    ...domain,
    facts,
    /** The findings that are no good news, with these facts changed. */
    wrong,
    /** Those of one check. */
    about: async (check: string, changes: Partial<ServerFacts> = {}) =>
      (await wrong(changes)).filter((finding) => finding.check === check),
    called: (...rows: CallRow[]) => insertCalls(domain.db, rows),
    clear: () => clear(domain.db),
  };
}

export type ExaminedServer = Awaited<ReturnType<typeof openExaminedServer>>;

async function factsOf(db: Db): Promise<ServerFacts> {
  const { crons } = platformCrons({ jobs: listedJobs, settings: proPlan, now: new Date() });
  const names = await db.$queryRaw<{ name: string }[]>`select migration_name as name from _prisma_migrations`;
  return {
    deps: { db, jobs: listedJobs, clock: { now: () => new Date() } },
    secret: { kind: "ok", current: EXAMINED_SECRET, previous: null },
    sentry: null,
    outside: [],
    migrations: names.map(({ name }) => name),
    connections: 8,
    platform: { settings: proPlan, vercelJson: { crons } },
    configuredSeconds: null,
    onPlatform: false,
    scheduler: "embedded",
    lastDispatchAt: new Date(),
    workers: { runMode: "inline", waiting: 0, most: 1_000 },
    kept: { runDays: 90, logLineDays: 30, callDays: 30 },
  };
}

/** Any column of a call. */
interface CallRow {
  path: string;
  [column: string]: unknown;
}

async function insertCalls(db: Db, rows: readonly CallRow[]): Promise<void> {
  const byPlatform = { method: "GET", status: 200, agent: "vercel-cron/1.0", address: "192.0.2.1", durationMs: 5 };
  await db.cronCall.createMany({ data: rows.map((row) => ({ at: new Date(), ...byPlatform, ...row })) });
}

async function clear(db: Db): Promise<void> {
  await db.cronJobLog.deleteMany();
  await db.cronCall.deleteMany();
  await db.uptimeCheck.deleteMany();
  await db.cronSchedulerState.deleteMany();
  await db.cronRetentionPass.deleteMany();
}
