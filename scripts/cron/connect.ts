import { userInfo } from "node:os";
import type { Acting } from "../../lib/auth/acting.ts";
import { dashboardDeps } from "../../lib/commands/deps.ts";
import type { AnyJob } from "../../lib/cron/jobs/define-job.ts";
import { createRedact } from "../../lib/cron/words/redact.ts";
import type { LogLevel } from "../../lib/cron/words/vocabulary.ts";
import type { DashboardDeps } from "../../lib/dashboard/words/deps.ts";
import { readEnv } from "../../lib/env.ts";
import { jobs as registered } from "../../lib/jobs/index.ts";
import { createLogger } from "../../lib/observe/logger.ts";
import { createRuntime, type Runtime } from "../../lib/runtime.ts";
import { loadEnvironment } from "../support/environment.ts";
import { openHomeDatabase } from "../support/home-database.ts";
import { UsageError } from "./command.ts";
import { stoppable } from "./stop-signal.ts";

/** For a run of this process to stop and be handed back. */
const DRAIN_GRACE_MS = 8_000;

/** The application's own parts, in this process, on the application's database. */
export interface Connection {
  runtime: Runtime;
  acting: Acting;
  deps: DashboardDeps;
  /** Aborted by Ctrl-C; a run of this process is then being handed back. */
  stop: AbortSignal;
  /** Runs that go on in this process: they are waited for before it ends. */
  background: Promise<unknown>[];
}

interface Connecting {
  logs?: LogLevel | "silent";
  runsHere?: boolean;
  jobs?: typeof registered;
}

/**
 * Connects, works, and closes everything again.
 * @param logs the least level that the logger prints; it prints on stderr
 * @param runsHere what is run is run by this process, also in queue mode
 * @param jobs in place of the registered ones
 */
export async function connected<T>(
  work: (connection: Connection) => Promise<T>,
  { logs = "warn", runsHere = false, jobs = registered }: Connecting = {},
): Promise<T> {
  loadEnvironment({ dev: false });
  const database = await openHomeDatabase();
  try {
    return await onRuntime(work, { logs, runsHere, jobs });
  } finally {
    await database.release();
  }
}

/** The definition behind a name or alias. @throws UsageError */
export function requireListedJob({ runtime }: Pick<Connection, "runtime">, name: string): AnyJob {
  const job = runtime.engine.find(name);
  if (job) return job;
  throw new UsageError(`no job is registered under "${name}"; \`npm run cron -- list\` shows them`);
}

async function onRuntime<T>(
  work: (connection: Connection) => Promise<T>,
  { logs, runsHere, jobs }: Required<Connecting>,
): Promise<T> {
  const env = readEnv();
  const logger = createLogger({ toStandardError: true, redact: createRedact(env.secrets) });
  logger.level = logs;
  const runtime = createRuntime(runsHere ? { ...env, runMode: "inline" } : env, { logger, jobs });
  const handBack = () => void runtime.engine.drain(DRAIN_GRACE_MS);
  return await stoppable(async (stop) => {
    try {
      return await withBackground(work, runtime, stop);
    } finally {
      if (logs !== "silent") logger.level = "warn";
      await runtime.drain(DRAIN_GRACE_MS);
    }
  }, handBack);
}

async function withBackground<T>(
  work: (connection: Connection) => Promise<T>,
  runtime: Runtime,
  stop: AbortSignal,
): Promise<T> {
  const background: Promise<unknown>[] = [];
  const acting = actingOn(runtime, background);
  const result = await work({ runtime, acting, deps: dashboardDeps(runtime), stop, background });
  await Promise.all(background);
  return result;
}

function actingOn(runtime: Runtime, background: Promise<unknown>[]): Acting {
  return {
    runtime,
    actor: { kind: "cli", user: userInfo().username },
    headers: new Headers({ "user-agent": "belfry-cli" }),
    background: (running) => void background.push(running),
  };
}
