import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv as parseDotenv } from "node:util";
import { jobs } from "../../../lib/jobs/index.ts";
import { ROOT } from "../../support/environment.ts";
import { openHomeDatabase } from "../../support/home-database.ts";
import { configuredDuration } from "../configured-duration.ts";
import { type Connection, connected } from "../connect.ts";
import { readUpcoming } from "../read-upcoming.ts";
import { readCrons, readSettings } from "../sync-files.ts";
import { checkCalls } from "./check-calls.ts";
import { checkConfiguration } from "./check-configuration.ts";
import { checkDatabase } from "./check-database.ts";
import { checkHerds } from "./check-herds.ts";
import { checkPlatform } from "./check-platform.ts";
import { checkQueue } from "./check-queue.ts";
import { checkSecret } from "./check-secret.ts";
import { error, type Finding } from "./finding.ts";

const HERD_HOURS = 24;

/** Everything about the set-up. What cannot be looked at because of something else is left out. @param dir the project */
export async function examine(dir: string): Promise<Finding[]> {
  const { findings: configuration, env } = checkConfiguration();
  const settings = readSettings(dir);
  const now = new Date();
  const database = await examineDatabase(env?.databasePool ?? 0);
  const isUsable = env !== null && database.every(({ severity }) => severity !== "error");
  return [
    checkSecret(process.env, exampleVariables()),
    ...configuration,
    ...database,
    ...checkPlatform({ dir, jobs, settings, now, configuredSeconds: configuredDuration() }),
    ...(isUsable ? await connected((connection) => examineRunning(connection, dir)) : []),
  ];
}

async function examineRunning(connection: Connection, dir: string): Promise<Finding[]> {
  const herds = checkHerds(await readUpcoming(connection, HERD_HOURS));
  return [...herds, ...(await checkQueue(connection)), ...(await checkCalls(connection.deps, readCrons(dir)))];
}

function exampleVariables(): Readonly<Record<string, string | undefined>> {
  const path = join(ROOT, ".env.example");
  return existsSync(path) ? parseDotenv(readFileSync(path, "utf8")) : {};
}

async function examineDatabase(poolSize: number): Promise<Finding[]> {
  try {
    const database = await openHomeDatabase();
    const findings = await checkDatabase({ url: database.url, poolSize, jobNames: jobs.map(({ name }) => name) });
    await database.release();
    return findings;
  } catch (thrown) {
    const evidence = thrown instanceof Error ? thrown.message : String(thrown);
    return [error({ check: "database", evidence, fix: "see its log, or set DATABASE_URL", entry: "does-not-run" })];
  }
}
