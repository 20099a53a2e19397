import type { BrokenLink } from "../../alerts/signals/signal-reads.ts";
import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { ENGLISH } from "../../i18n/words.ts";
import { Door } from "../../platform/door.ts";
import { pathOfJob } from "../../platform/platform-crons.ts";
import { effectiveLimits, type PlatformSettings } from "../../platform/settings.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { type CallingSetup, readChainFacts } from "./chain-facts.ts";
import { jobChain } from "./job-chain.ts";

/** What a process knows of how its jobs are called. */
export interface Calling {
  scheduler: CallingSetup["scheduler"];
  onPlatform: boolean;
  hasSecret: boolean;
  settings: PlatformSettings;
  crons: readonly { path: string }[];
  door: Pick<Door, "look" | "ask">;
}

interface CallingParts extends Omit<Calling, "door" | "hasSecret"> {
  cronSecret: { kind: string };
  appUrl: string;
  monotonicMs(): number;
}

export function createCalling({ cronSecret, appUrl, monotonicMs, ...known }: CallingParts): Calling {
  const { scheduler, onPlatform, settings, crons } = known;
  const door = new Door({ appUrl, monotonicMs });
  return { scheduler, onPlatform, settings, crons, hasSecret: cronSecret.kind === "ok", door };
}

/** How a job is called: what its chain is read with. The public address is asked in passing where calls come to it. */
export function callingOfJob(calling: Calling, job: AnyJob): CallingSetup {
  const { scheduler, onPlatform, hasSecret, settings, crons, door } = calling;
  return {
    ...{ scheduler, hasSecret, platform: onPlatform ? settings : null, paths: crons.map(({ path }) => path) },
    precisionSeconds: effectiveLimits(settings).precisionSeconds,
    door: scheduler === "none" ? door.look(pathOfJob(job.name)) : null,
  };
}

/**
 * The first broken link of a job's chain, in one word. Null while the public address has not answered yet: a job that
 * nobody seems to call is not said to be uncalled before that.
 */
export async function whyNotRunning(deps: DashboardDeps, job: AnyJob, calling: Calling): Promise<BrokenLink | null> {
  const setup = callingOfJob(calling, job);
  const facts = await readChainFacts(deps, job, setup);
  const last = jobChain(ENGLISH, facts).at(-1);
  const cause = last === undefined || last.holds ? "unknown" : last.cause;
  // Where nothing ever stored a schedule, no slot was asked for: the whole chain holds, and still nobody called.
  const isUncalled = cause === "never_called" || (cause === "unknown" && facts.lastCallAt === null);
  if (!isUncalled) return cause;
  return setup.door === null && setup.scheduler === "none" ? null : "never_called";
}
