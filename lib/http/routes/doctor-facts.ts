import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dashboardDeps } from "../../commands/deps.ts";
import { readRetention } from "../../commands/retention.ts";
import type { RunningFacts, ServerFacts } from "../../dashboard/health/examine.ts";
import { error, type Finding, warning } from "../../dashboard/health/finding.ts";
import { packs } from "../../jobs/index.ts";
import type { InWords, Pack } from "../../jobs/pack.ts";
import { outsideTargets } from "../../outside/targets.ts";
import { getRuntime, RESERVED_CONNECTIONS, type Runtime } from "../../runtime.ts";

/** A run that waits for so long although it could be claimed has no worker to wait for. */
const UNCLAIMED_MS = 60_000;
const MOST_WAITING = 1_000;

/** What the doctor has to know of this process and its database, whichever it is. */
export async function runningFacts(
  runtime: Runtime,
): Promise<Pick<RunningFacts, "deps" | "onPlatform" | "workers" | "kept">> {
  const { env, db } = runtime;
  const [waiting, kept] = await Promise.all([countWaiting(runtime), readRetention(db)]);
  const workers = { runMode: env.runMode, waiting, most: MOST_WAITING };
  return { deps: dashboardDeps(runtime), onPlatform: env.onPlatform, workers, kept };
}

/** What the doctor has to know of the server that shows the page. */
export async function serverFacts(runtime: Runtime = getRuntime()): Promise<ServerFacts> {
  const { env, engine, platform, sentry } = runtime;
  return {
    ...(await runningFacts(runtime)),
    secret: env.cronSecret,
    outside: outsideTargets(env),
    sentry: env.sentry && { ...env.sentry, state: sentry?.state ?? null },
    migrations: migrationNames(),
    connections: RESERVED_CONNECTIONS + env.databasePool,
    platform,
    configuredSeconds: env.maxDurationSeconds,
    scheduler: env.scheduler,
    lastDispatchAt: engine.live.lastDispatchAt,
  };
}

/** What the packs of jobs say of their own state, in the person's language. */
export async function packFindings(language: keyof InWords, runtime: Runtime = getRuntime()): Promise<Finding[]> {
  const found = await Promise.all(packs.map((pack: Pack) => pack.examine?.(runtime.services) ?? []));
  return found.flat().map(({ check, severity, evidence, fix, entry }) => {
    const told = { check: check[language], evidence: evidence[language], fix: fix[language], entry };
    return severity === "error" ? error(told) : warning(told);
  });
}

async function countWaiting({ env, engine, runs }: Runtime): Promise<number> {
  if (env.runMode === "inline") return 0;
  const jobNames = engine.jobs.map((job) => job.name);
  return (await runs.uncarried({ limit: MOST_WAITING, jobNames, afterMs: UNCLAIMED_MS })).length;
}

/** The release's migrations, oldest first; null where it was deployed without them (next.config.ts sends them along). */
function migrationNames(): string[] | null {
  const folder = join(/* turbopackIgnore: true */ process.cwd(), "prisma/migrations");
  if (!existsSync(folder)) return null;
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

/** The text of docs/troubleshooting.md; null where it was not deployed (next.config.ts sends it along). */
export function readTroubleshooting(): string | null {
  const file = join(/* turbopackIgnore: true */ process.cwd(), "docs/troubleshooting.md");
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}
