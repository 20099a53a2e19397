import type { Words } from "../../i18n/words.ts";
import type { PlatformCron } from "../../platform/platform-crons.ts";
import { registryDrift } from "../../platform/registry-drift.ts";
import { effectiveLimits, type PlatformSettings } from "../../platform/settings.ts";
import { vercelCrons } from "../../platform/vercel-json.ts";
import { readScheduler } from "../schedules/scheduler.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { checkCalls, checkPlatformCalls, type RefusedCalls, readCallFindings } from "./call-findings.ts";
import { type PlatformCall, readLastCall, readPlatformCalls } from "./calls.ts";
import { checkChannels } from "./check-channels.ts";
import { checkDatabase } from "./check-database.ts";
import { checkOutside, type OutsideTarget } from "./check-outside.ts";
import { checkPlatform } from "./check-platform.ts";
import { checkRetention, type KeptDays } from "./check-retention.ts";
import { checkRuns, checkScheduler, checkWorkers, type SchedulerFacts, type Workers } from "./check-runs.ts";
import { checkOverrides, checkSchedules } from "./check-schedules.ts";
import { checkSecret, type SecretState } from "./check-secret.ts";
import { checkSentry, type SentryFacts } from "./check-sentry.ts";
import { type Finding, ok } from "./finding.ts";
import { type ComponentUptime, checkComponents, readUptime } from "./uptime.ts";

/** What a process knows about an installation at work. */
export interface RunningFacts extends Pick<SchedulerFacts, "scheduler" | "lastDispatchAt"> {
  deps: DashboardDeps;
  platform: { settings: PlatformSettings; crons: readonly PlatformCron[] };
  /** Whether this process runs on the platform. */
  onPlatform: boolean;
  workers: Workers;
  kept: KeptDays;
}

export interface Running {
  findings: Finding[];
  components: ComponentUptime[];
  platformCalls: PlatformCall[];
  /** Of the last 24 hours, most frequent first. */
  refused: RefusedCalls[];
}

/** What can be seen of an installation at work: who is called, who dispatches, what is stuck, what is not well. */
export async function examineRunning(words: Words, facts: RunningFacts): Promise<Running> {
  const { deps, platform, onPlatform, kept } = facts;
  const { precisionSeconds } = effectiveLimits(platform.settings);
  const now = deps.clock.now();
  const [components, platformCalls, state, lastTickAt, stuck, calls, retention, channels, schedules] =
    await Promise.all([
      readUptime(deps),
      readPlatformCalls(deps, { crons: platform.crons, precisionSeconds }),
      readScheduler(deps),
      readLastCall(deps, "/api/cron/tick"),
      checkRuns(words, deps.db),
      readCallFindings(deps, platform.crons),
      checkRetention(words, { db: deps.db, kept, now }),
      checkChannels(words, deps.db),
      checkSchedules(words, deps),
    ]);
  const called = platformCalls.filter(({ lastAt }) => lastAt !== null);
  const overrides = await checkOverrides(words, deps, { crons: platform.crons, called, onPlatform });
  const findings = [
    ...stuck,
    ...schedules,
    ...overrides,
    ...checkScheduler(words, { ...facts, state, lastTickAt, now }),
    checkWorkers(words, facts.workers),
    ...checkComponents(words, components, now),
    ...checkPlatformCalls(words, platformCalls, onPlatform),
    ...checkCalls(words, calls),
    retention,
    channels,
  ];
  return { findings, components, platformCalls, refused: calls.refused };
}

const NOTHING_SEEN: Running = { findings: [], components: [], platformCalls: [], refused: [] };

/** What the server's own process knows beside that. */
export interface ServerFacts extends Omit<RunningFacts, "platform"> {
  secret: SecretState;
  /** Null without SENTRY_DSN. */
  sentry: SentryFacts | null;
  /** What the environment names outside. */
  outside: readonly OutsideTarget[];
  /** Names of this release's migrations; null where their folder is not at hand. */
  migrations: readonly string[] | null;
  /** Connections of one process. */
  connections: number;
  platform: { settings: PlatformSettings; vercelJson: object };
  /** MAX_DURATION_SECONDS, null while unset. */
  configuredSeconds: number | null;
}

/** The doctor in the server: everything about the set-up, except what only the project's sources can tell. */
export async function examineServer(words: Words, facts: ServerFacts): Promise<Running> {
  const { deps, platform, configuredSeconds, secret } = facts;
  const { settings, vercelJson } = platform;
  const { jobs } = deps;
  const now = deps.clock.now();
  const crons = vercelCrons(vercelJson);
  const drift = registryDrift({ vercelJson, jobs, settings, now, configuredSeconds });
  const database = await checkDatabase(words, { ...facts, db: deps.db, jobNames: jobs.map(({ name }) => name) });
  // What is read of a database that is not as this release needs it would only be a raw error.
  const isUsable = database.every(({ severity }) => severity !== "error");
  const running = isUsable ? await examineRunning(words, { ...facts, platform: { settings, crons } }) : NOTHING_SEEN;
  const findings = [
    checkSecret(words, secret),
    ok("configuration", words("doctor.configuration.ok")),
    ...database,
    ...checkPlatform(words, { jobs, settings, now, crons, drift, limited: facts.onPlatform }),
    ...running.findings,
    checkSentry(words, facts.sentry),
    ...checkOutside(words, facts.outside, jobs),
  ];
  return { ...running, findings };
}
