import { isOneOf, isWaiting, SUCCESSFUL_STATUSES } from "../../cron/words/vocabulary.ts";
import type { chain as english } from "../../i18n/messages/en/chain.ts";
import type { Words } from "../../i18n/words.ts";
import { callingPaths, pathOfJob, TICK_PATH } from "../../platform/platform-crons.ts";
import type { Entry } from "../words/entries.ts";
import { reasonWords } from "../words/status-words.ts";
import type { ChainFacts } from "./chain-facts.ts";

export type ChainCheck = keyof typeof english.check;
/** One link from a schedule to a run that ended well; a broken one has its fix and the entry that explains it. */
export type ChainLink = { check: ChainCheck; evidence: string } & (
  | { holds: true }
  | { holds: false; fix: string; entry: Entry }
);

/** Why a job does or does not run, link by link; ends at the first that is broken. Pure. */
export function jobChain(words: Words, facts: ChainFacts): ChainLink[] {
  const links: ChainLink[] = [];
  for (const look of LOOKS) {
    const link = look(words, facts);
    links.push(link);
    if (!link.holds) break;
  }
  return links;
}

const LOOKS: readonly ((words: Words, facts: ChainFacts) => ChainLink)[] = [
  isScheduled,
  schedulerIsOn,
  isEnabled,
  isNotPaused,
  isInVercelJson,
  isDeployed,
  wasCalled,
  wasAccepted,
  ran,
];

function holds(check: ChainCheck, evidence: string): ChainLink {
  return { check, evidence, holds: true };
}

function broken(check: ChainCheck, told: { evidence: string; fix: string; entry?: Entry }): ChainLink {
  const { evidence, fix, entry = "does-not-run" } = told;
  return { check, evidence, fix, entry, holds: false };
}

/** As people may have changed it: what the code says is not in force then. */
function isScheduled(words: Words, { job: { name, schedule: declared }, schedule: stored }: ChainFacts): ChainLink {
  const check = "scheduled";
  const { kind, expression, timezone } = stored?.settings ?? { expression: null, timezone: "UTC", ...declared };
  switch (kind) {
    case "cron":
      return holds(check, words("chain.scheduledCron", { expression: expression ?? "", timezone }));
    case "interval":
    case "date":
      return holds(check, words("chain.scheduledBy", { kind }));
    case "none":
      return broken(check, {
        evidence: words("chain.unscheduled", { job: name }),
        fix: words("chain.unscheduledFix"),
      });
  }
}

function schedulerIsOn(words: Words, { scheduler, lastCallAt }: ChainFacts): ChainLink {
  if (scheduler !== "none" || lastCallAt !== null) return holds("scheduler", words("chain.somebodyCalls"));
  return broken("scheduler", { evidence: words("chain.nobodyCalls"), fix: words("chain.nobodyCallsFix") });
}

function isEnabled(words: Words, { job, enabled, notes, schedule }: ChainFacts): ChainLink {
  if (!enabled) {
    const why = notes === null ? "" : words("chain.because", { text: notes });
    const fix = words("chain.offFix", { job: job.name });
    return broken("enabled", { evidence: words("chain.off", { why }), fix });
  }
  if (schedule === null || schedule.settings.enabled) return holds("enabled", words("chain.on"));
  const { id } = schedule;
  return broken("enabled", {
    evidence: words("chain.scheduleOff", { id }),
    fix: words("chain.scheduleOffFix", { id }),
  });
}

function isNotPaused(words: Words, { job, pause }: ChainFacts): ChainLink {
  if (pause === null) return holds("not_paused", words("chain.notHeld"));
  const evidence = words("chain.held", {
    of: pause.of === "job" ? job.name : words("chain.everything"),
    by: pause.by ?? words("chain.somebody"),
    until: pause.until === null ? "" : words("chain.heldUntil", { until: pause.until.toISOString() }),
    reason: pause.reason ?? words("chain.noReason"),
  });
  const fix = words("chain.heldFix", { of: pause.of === "job" ? job.name : "--all" });
  return broken("not_paused", { evidence, fix });
}

function isInVercelJson(words: Words, { job, paths }: ChainFacts): ChainLink {
  const check = "vercel_json";
  const path = pathOfJob(job.name);
  const called = callingPaths(job).find((own) => paths.includes(own));
  if (called !== undefined) return holds(check, words("chain.callsPath", { path: called }));
  if (paths.includes(TICK_PATH)) return holds(check, words("chain.callsTick", { path: TICK_PATH }));
  const evidence = words("chain.callsNeither", { path, tick: TICK_PATH });
  return broken(check, { evidence, fix: words("chain.callsNeitherFix") });
}

function isDeployed(words: Words, { unknownCall }: ChainFacts): ChainLink {
  if (unknownCall === null) return holds("deployed", words("chain.isDeployed"));
  const { at, release } = unknownCall;
  return broken("deployed", {
    evidence: words("chain.notDeployed", { at: at.toISOString(), release: release ?? words("none") }),
    fix: words("chain.notDeployedFix"),
    entry: "answers-404",
  });
}

function wasCalled(words: Words, facts: ChainFacts): ChainLink {
  const { job, slotRun, lastCallAt } = facts;
  const slot = facts.slot?.toISOString();
  if (slot === undefined) return holds("called", words("chain.noSlotYet"));
  if (slotRun !== null) return holds("called", words("chain.delivered", { slot }));
  const last =
    lastCallAt === null ? words("chain.neverCalled") : words("chain.lastCall", { at: lastCallAt.toISOString() });
  return broken("called", {
    evidence: words("chain.notDelivered", { slot, last }),
    fix: words("chain.notDeliveredFix", { job: job.name }),
  });
}

function wasAccepted(words: Words, { slotRun }: ChainFacts): ChainLink {
  if (slotRun === null || (slotRun.status !== "skipped" && slotRun.status !== "missed"))
    return holds("accepted", words("chain.letIn"));
  const reason = slotRun.reason ?? slotRun.status;
  return broken("accepted", {
    evidence: words("chain.refused", { run: slotRun.id, reason: reasonWords(words, reason) }),
    fix: words("chain.refusedFix"),
    entry: reason === "already_running" ? "already-running" : "does-not-run",
  });
}

function ran(words: Words, { slotRun }: ChainFacts): ChainLink {
  if (slotRun === null) return holds("ran", words("chain.nothingDue"));
  const { id: run, status, error } = slotRun;
  const state = words(`state.${status}`).toLowerCase();
  const isFine = isOneOf(SUCCESSFUL_STATUSES, status) || isWaiting(status) || status === "started";
  if (isFine) return holds("ran", words("chain.runIs", { run, state }));
  return broken("ran", {
    evidence: words("chain.runEnded", {
      run,
      state,
      error: error === null ? "" : words("chain.because", { text: error }),
    }),
    fix: words("chain.runEndedFix", { run }),
    entry: status === "timed_out" ? "always-times-out" : "fails-again-and-again",
  });
}
