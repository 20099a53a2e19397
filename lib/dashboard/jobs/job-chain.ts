import type { BrokenLink } from "../../alerts/signals/signal-reads.ts";
import { isOneOf, isWaiting, SUCCESSFUL_STATUSES } from "../../cron/words/vocabulary.ts";
import type { chain as english } from "../../i18n/messages/en/chain.ts";
import type { Words } from "../../i18n/words.ts";
import type { DoorAnswer } from "../../platform/door.ts";
import { callingPaths, pathOfJob, platformCrons, TICK_PATH } from "../../platform/platform-crons.ts";
import { effectiveLimits, isDailyOnly } from "../../platform/settings.ts";
import type { Entry } from "../words/entries.ts";
import { reasonWords } from "../words/status-words.ts";
import type { ChainFacts } from "./chain-facts.ts";

export type ChainCheck = keyof typeof english.check;
/** One link from a schedule to a run that ended well; a broken one has its fix and the entry that explains it. */
export type ChainLink = { check: ChainCheck; evidence: string } & (
  | { holds: true }
  | { holds: false; fix: string; entry: Entry; cause: BrokenLink }
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
  planSuffices,
  isDeployed,
  wasLetIn,
  wasCalled,
  wasAccepted,
  ran,
];

function holds(check: ChainCheck, evidence: string): ChainLink {
  return { check, evidence, holds: true };
}

type Told = { evidence: string; fix: string; entry?: Entry; cause?: BrokenLink };

function broken(check: ChainCheck, { evidence, fix, entry = "does-not-run", cause = "unknown" }: Told): ChainLink {
  return { check, evidence, fix, entry, cause, holds: false };
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

/** A call that was refused shows that somebody is meant to call, and what of it is wrong comes below. */
function schedulerIsOn(words: Words, { scheduler, lastCallAt, platform, ...facts }: ChainFacts): ChainLink {
  const triesTo = facts.refusedCall !== null || facts.unknownCall !== null || platform !== null;
  if (scheduler !== "none" || lastCallAt !== null || triesTo) return holds("scheduler", words("chain.somebodyCalls"));
  const told = { evidence: words("chain.nobodyCalls"), fix: words("chain.nobodyCallsFix") };
  return broken("scheduler", { ...told, cause: "no_scheduler" });
}

function isEnabled(words: Words, { job, enabled, notes, schedule }: ChainFacts): ChainLink {
  if (!enabled) {
    const why = notes === null ? "" : words("chain.because", { text: notes });
    const fix = words("chain.offFix", { job: job.name });
    return broken("enabled", { evidence: words("chain.off", { why }), fix, cause: "disabled" });
  }
  if (schedule === null || schedule.settings.enabled) return holds("enabled", words("chain.on"));
  const { id } = schedule;
  return broken("enabled", {
    evidence: words("chain.scheduleOff", { id }),
    fix: words("chain.scheduleOffFix", { id }),
    cause: "disabled",
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
  return broken("not_paused", { evidence, fix, cause: "paused" });
}

function isInVercelJson(words: Words, { job, paths }: ChainFacts): ChainLink {
  const check = "vercel_json";
  const path = pathOfJob(job.name);
  const called = callingPaths(job).find((own) => paths.includes(own));
  if (called !== undefined) return holds(check, words("chain.callsPath", { path: called }));
  if (paths.includes(TICK_PATH)) return holds(check, words("chain.callsTick", { path: TICK_PATH }));
  const evidence = words("chain.callsNeither", { path, tick: TICK_PATH });
  return broken(check, { evidence, fix: words("chain.callsNeitherFix"), cause: "vercel_json" });
}

/** A plan that calls once a day is no trouble for a slot that was seen to all the same. */
function planSuffices(words: Words, { job, platform, now, slotRun }: ChainFacts): ChainLink {
  const limits = platform && effectiveLimits(platform);
  if (!platform || !limits || !isDailyOnly(limits)) return holds("plan", words("chain.planSuffices"));
  const asksForMore =
    job.schedule.kind === "interval"
      ? job.schedule.everySeconds < limits.minIntervalSeconds
      : platformCrons({ jobs: [job], settings: platform, now }).warnings.some(({ kind }) => kind === "too_often");
  const wasSeenTo = slotRun !== null && slotRun.status !== "missed";
  if (!asksForMore || wasSeenTo) return holds("plan", words("chain.planSuffices"));
  const evidence = words("chain.planTooSmall", { plan: platform.plan });
  return broken("plan", { evidence, fix: words("chain.planTooSmallFix"), cause: "plan" });
}

function isDeployed(words: Words, { unknownCall }: ChainFacts): ChainLink {
  if (unknownCall === null) return holds("deployed", words("chain.isDeployed"));
  const { at, release } = unknownCall;
  return broken("deployed", {
    evidence: words("chain.notDeployed", { at: at.toISOString(), release: release ?? words("none") }),
    fix: words("chain.notDeployedFix"),
    entry: "answers-404",
    cause: "not_deployed",
  });
}

/** What keeps calls from the outside out; who dispatches by itself calls nobody. */
function wasLetIn(words: Words, facts: ChainFacts): ChainLink {
  const cause = keptOutBy(facts);
  if (cause === null) return holds("let_in", words("chain.nobodyKeptOut"));
  const at = facts.refusedCall?.at.toISOString() ?? words("none");
  const evidence = words(`chain.keptOut.${cause}`, { at, path: pathOfJob(facts.job.name) });
  const entry = cause === "unauthorized" || cause === "no_secret" ? "answers-401" : "answers-404";
  return broken("let_in", { evidence, fix: words(`chain.keptOutFix.${cause}`), entry, cause });
}

type KeptOut = keyof typeof english.keptOut;

/** A call that came to a route says more than the door does: it got through. */
function keptOutBy({ scheduler, refusedCall, hasSecret, door, slotRun }: ChainFacts): KeptOut | null {
  if (scheduler !== "none") return null;
  const wasSeenTo = slotRun !== null && slotRun.status !== "missed";
  if (!hasSecret && !wasSeenTo) return "no_secret";
  if (refusedCall !== null) return REFUSED_BY[refusedCall.status] ?? null;
  return door === null || wasSeenTo ? null : SHUT_BY[door];
}

const REFUSED_BY: Readonly<Record<number, KeptOut>> = {
  401: "unauthorized",
  429: "unauthorized",
  405: "wrong_method",
  503: "no_secret",
};

const SHUT_BY: Readonly<Record<DoorAnswer, KeptOut | null>> = {
  redirects: "redirected",
  refuses_get: "wrong_method",
  has_no_route: "unknown_path",
  asks_for_sign_in: "unauthorized",
  // It may be us who cannot reach our own address from here.
  unreachable: null,
  open: null,
};

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
    cause: "never_called",
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
    cause: slotRun.status === "missed" ? "never_called" : "unknown",
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
