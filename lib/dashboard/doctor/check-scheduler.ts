import type { Words } from "../../i18n/words.ts";
import { formatDuration } from "../duration.ts";
import { exactUtc, relativeWords } from "../relative-time.ts";
import type { SchedulerState } from "../scheduler.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

export interface SchedulerFacts {
  state: SchedulerState;
  /** What SCHEDULER comes to in this process; `elsewhere` in one that is no server. */
  scheduler: "embedded" | "none" | "elsewhere";
  /** Of this process; null before the first. */
  lastDispatchAt: Date | null;
  /** When anybody last called the tick route; null when nobody did in the time that calls are kept. */
  lastTickAt: Date | null;
  now: Date;
}

/** Our own dispatcher looks every few seconds, and a tick comes every minute: silence for so long is a fault. */
const SILENT_MS = 5 * 60_000;
/** What waits for so long has nobody who takes it. */
const BEHIND_MS = 2 * 60_000;

/** Whether somebody dispatches what falls due, how far behind that is, and whether a person holds everything still. */
export function checkScheduler(words: Words, facts: SchedulerFacts): Finding[] {
  return [checkPause(words, facts), checkDriver(words, facts), checkQueue(words, facts)];
}

function checkPause(words: Words, { state: { paused }, now }: SchedulerFacts): Finding {
  if (paused === null || (paused.until !== null && paused.until <= now)) return ok("pause", words("doctor.pause.ok"));
  const evidence = words("doctor.pause.evidence", {
    by: paused.by ?? "?",
    since: exactUtc(paused.since),
    until: paused.until === null ? words("doctor.pause.resumed") : exactUtc(paused.until),
    reason: paused.reason ?? "",
  });
  return warning({ check: "pause", evidence, fix: words("doctor.pause.fix"), entry: "does-not-run" });
}

function checkDriver(words: Words, { state, scheduler, lastDispatchAt, lastTickAt, now }: SchedulerFacts): Finding {
  const check = "scheduler";
  const isRecent = (at: Date | null): at is Date => at !== null && now.getTime() - at.getTime() <= SILENT_MS;
  const ago = (at: Date | null) => (at === null ? words("doctor.scheduler.never") : relativeWords(words, at, { now }));
  if (scheduler === "embedded" && isRecent(lastDispatchAt)) {
    return ok(check, words("doctor.scheduler.embedded", { ago: ago(lastDispatchAt) }));
  }
  if (isRecent(lastTickAt)) return ok(check, words("doctor.scheduler.ticked", { ago: ago(lastTickAt) }));
  const isDriven = state.jobCount > 0 && state.lagMs <= BEHIND_MS;
  if (scheduler === "elsewhere" || (scheduler === "none" && isDriven))
    return ok(check, words("doctor.scheduler.other"));
  const silent = { dispatch: ago(lastDispatchAt), tick: ago(lastTickAt) };
  const evidence = words(scheduler === "embedded" ? "doctor.scheduler.silent" : "doctor.scheduler.none", silent);
  const fix = words(scheduler === "embedded" ? "doctor.scheduler.silentFix" : "doctor.scheduler.noneFix");
  return error({ check, evidence, fix, entry: "does-not-run" });
}

function checkQueue(words: Words, { state: { queueDepth, lagMs } }: SchedulerFacts): Finding {
  const evidence = words("doctor.queue.evidence", { depth: queueDepth, lag: formatDuration(words, lagMs) });
  if (lagMs <= BEHIND_MS) return ok("queue", evidence);
  return warning({ check: "queue", evidence, fix: words("doctor.queue.fix"), entry: "does-not-run" });
}
