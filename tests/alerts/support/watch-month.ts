import { allSignals } from "../../../lib/alerts/signals/all-signals.ts";
import type { Db } from "../../../lib/db.ts";
import { told } from "./signal-jobs.ts";
import { turnOn } from "./signal-turn.ts";
import { SimulatedInstallation, type SimulatedJob } from "./simulated-installation.ts";

const MINUTE_MS = 60_000;

export interface Watch {
  from: string;
  to: string;
  /** Instants at which clocks change; around them the watch is closer. */
  changes: readonly string[];
  stepMinutes: number;
  nightStepMinutes: number;
}

/** Evaluates at many instants of a simulated time. Answers how many turns there were, and what was wrong when. */
export async function watchMonth(db: Db, jobs: readonly SimulatedJob[], watch: Watch) {
  const from = new Date(watch.from);
  const installation = new SimulatedInstallation(db, jobs, from);
  await installation.store(from);
  const wrong = new Map<string, string>();
  let since = from;
  const instants = instantsOf(watch);
  for (const now of instants) {
    await installation.reach(now);
    const reads = turnOn(db, { jobs: installation.jobs, now, since: new Date(since.getTime() - MINUTE_MS) });
    for (const read of allSignals) {
      const signals = (await read(reads)).filter(({ says }) => says === "wrong");
      for (const words of told(signals)) if (!wrong.has(words)) wrong.set(words, now.toISOString());
    }
    since = now;
  }
  return { turns: instants.length, runs: await db.cronJobLog.count(), wrong: Object.fromEntries(wrong) };
}

/** A step is no whole hour, so that the turns fall into all minutes of it. */
function instantsOf({ from, to, changes, stepMinutes, nightStepMinutes }: Watch): Date[] {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const instants = new Set<number>();
  for (let at = first + 7_345; at < last; at += stepMinutes * MINUTE_MS) instants.add(at);
  for (const change of changes.map((text) => Date.parse(text))) {
    for (let at = change - 180 * MINUTE_MS + 1_234; at < change + 240 * MINUTE_MS; at += nightStepMinutes * MINUTE_MS) {
      instants.add(at);
    }
  }
  return [...instants].sort((a, b) => a - b).map((at) => new Date(at));
}

/** 34 days in which the clocks of New York and Berlin are put forward, and those of Sydney back. */
export const SPRING = {
  from: "2026-03-03T00:00:00Z",
  to: "2026-04-06T00:00:00Z",
  changes: ["2026-03-08T07:00:00Z", "2026-03-29T01:00:00Z", "2026-04-04T16:00:00Z"],
};

/** 33 days in which those of Sydney are put forward, and those of Berlin and New York back. */
export const AUTUMN = {
  from: "2026-10-02T00:00:00Z",
  to: "2026-11-04T00:00:00Z",
  changes: ["2026-10-03T16:00:00Z", "2026-10-25T01:00:00Z", "2026-11-01T06:00:00Z"],
};
