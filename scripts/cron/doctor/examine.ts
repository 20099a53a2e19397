import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv as parseDotenv } from "node:util";
import { Pool } from "pg";
import { checkDatabase, databaseAway } from "../../../lib/dashboard/health/check-database.ts";
import { checkOutside } from "../../../lib/dashboard/health/check-outside.ts";
import { checkPlatform } from "../../../lib/dashboard/health/check-platform.ts";
import { checkSecret } from "../../../lib/dashboard/health/check-secret.ts";
import { checkSentry } from "../../../lib/dashboard/health/check-sentry.ts";
import { examineRunning } from "../../../lib/dashboard/health/examine.ts";
import { error, type Finding, ok } from "../../../lib/dashboard/health/finding.ts";
import { readChainFacts } from "../../../lib/dashboard/jobs/chain-facts.ts";
import { type ChainLink, jobChain } from "../../../lib/dashboard/jobs/job-chain.ts";
import { callingOfJob } from "../../../lib/dashboard/jobs/why-not-running.ts";
import { readExpectedLengths } from "../../../lib/dashboard/runs/duration-trouble.ts";
import { readMeetings } from "../../../lib/dashboard/schedules/schedule-herds.ts";
import { createDb } from "../../../lib/db.ts";
import { readCronSecret } from "../../../lib/env/cron-secret.ts";
import { ConfigurationError, type Env, readEnv } from "../../../lib/env.ts";
import { packFindings, runningFacts } from "../../../lib/http/routes/doctor-facts.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { jobs } from "../../../lib/jobs/index.ts";
import { outsideTargets } from "../../../lib/outside/targets.ts";
import { pathOfJob } from "../../../lib/platform/platform-crons.ts";
import { RESERVED_CONNECTIONS } from "../../../lib/runtime.ts";
import { ROOT } from "../../support/environment.ts";
import { openHomeDatabase } from "../../support/home-database.ts";
import { listMigrations } from "../../support/migrations.ts";
import { type Connection, connected, requireListedJob } from "../connect.ts";
import { configuredDuration, findDrift, readCrons, readSettings } from "../sync-files.ts";
import { checkHerds } from "./check-herds.ts";

const CONNECT_TIMEOUT_MS = 5_000;

/** Everything about the set-up. What cannot be looked at because of something else is left out. @param dir the project */
export async function examine(dir: string): Promise<Finding[]> {
  const { findings: configuration, env } = checkConfiguration();
  const settings = readSettings(dir);
  const now = new Date();
  const database = await examineDatabase(env?.databasePool ?? 0);
  const isUsable = env !== null && database.every(({ severity }) => severity !== "error");
  const drift = findDrift({ dir, jobs, settings, now }, configuredDuration());
  return [
    checkSecret(ENGLISH, readCronSecret(process.env), exampleSecret()),
    ...configuration,
    ...database,
    ...checkPlatform(ENGLISH, { jobs, settings, now, crons: readCrons(dir), drift, limited: true }),
    ...(isUsable ? await connected((connection) => examineWork(connection, dir)) : []),
    ...(env ? [checkSentry(ENGLISH, env.sentry && { ...env.sentry, state: null })] : []),
    ...(env ? checkOutside(ENGLISH, outsideTargets(env), jobs) : []),
  ];
}

/** This process is no server: whether one dispatches shows only in what is overdue. */
async function examineWork(connection: Connection, dir: string): Promise<Finding[]> {
  const { deps } = connection;
  const names = deps.jobs.map(({ name }) => name);
  const meetings = await readMeetings(deps, await readExpectedLengths(deps, names));
  const { findings } = await examineRunning(ENGLISH, {
    ...(await runningFacts(connection.runtime)),
    platform: { settings: readSettings(dir), crons: readCrons(dir) },
    scheduler: "elsewhere",
    lastDispatchAt: null,
  });
  return [...checkHerds(meetings), ...findings, ...(await packFindings("en", connection.runtime))];
}

function exampleSecret(): string | null {
  const path = join(ROOT, ".env.example");
  return (existsSync(path) && parseDotenv(readFileSync(path, "utf8")).CRON_SECRET) || null;
}

async function examineDatabase(poolSize: number): Promise<Finding[]> {
  try {
    const database = await openHomeDatabase();
    const findings = await examineConnected(database.url, RESERVED_CONNECTIONS + poolSize);
    await database.release();
    return findings;
  } catch (thrown) {
    const evidence = thrown instanceof Error ? thrown.message : String(thrown);
    return [error({ check: "database", evidence, fix: "see its log, or set DATABASE_URL", entry: "does-not-run" })];
  }
}

async function examineConnected(url: string, connections: number): Promise<Finding[]> {
  const pool = new Pool({ connectionString: url, max: 1, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  pool.on("error", () => undefined); // a server that goes away: the query reports it
  const db = createDb(pool);
  try {
    await pool.query("select 1");
  } catch (thrown) {
    return [databaseAway(ENGLISH, thrown)];
  }
  try {
    const jobNames = jobs.map(({ name }) => name);
    return await checkDatabase(ENGLISH, { db, migrations: listMigrations(), connections, jobNames });
  } finally {
    await db.$disconnect();
    await pool.end();
  }
}

/** Why a job does or does not run. @param dir the project */
export async function examineJob(connection: Connection, name: string, dir: string): Promise<Finding[]> {
  const job = requireListedJob(connection, name);
  // The files of `dir` may be another release's than this process's own.
  const calling = { ...connection.runtime.calling, settings: readSettings(dir), crons: readCrons(dir) };
  if (calling.scheduler === "none") await calling.door.ask(pathOfJob(job.name));
  const facts = await readChainFacts(connection.deps, job, callingOfJob(calling, job));
  return jobChain(ENGLISH, facts).map(jobFinding);
}

function jobFinding(link: ChainLink): Finding {
  const check = ENGLISH(`chain.check.${link.check}`);
  const { evidence } = link;
  return link.holds ? ok(check, evidence) : error({ check, evidence, fix: link.fix, entry: link.entry });
}

interface CheckedConfiguration {
  findings: Finding[];
  /** Null while something is wrong. */
  env: Env | null;
}

/** Every variable that is wrong, one finding each. */
function checkConfiguration(): CheckedConfiguration {
  try {
    return { findings: [ok("configuration", ENGLISH("doctor.configuration.ok"))], env: readEnv() };
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError)) throw thrown;
    return { findings: thrown.problems.map(toFinding), env: null };
  }
}

function toFinding(line: string): Finding {
  const [evidence, ...rest] = line.split("; ");
  const fix = rest.join("; ") || "correct it";
  return error({ check: "configuration", evidence: evidence ?? line, fix, entry: "does-not-run" });
}
