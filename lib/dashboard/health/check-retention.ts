import type { Db } from "../../db.ts";
import type { Words } from "../../i18n/words.ts";
import { exactUtc } from "../words/duration.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** In days. */
export interface KeptDays {
  runDays: number;
  logLineDays: number;
  callDays: number;
}

/** Where nothing applies it by itself, the clean-up comes weekly at the least. */
const SLACK_DAYS = 8;
const DAY_MS = 86_400_000;
/** It is applied once an hour; what is left then is meant to stay, or goes with one of the next passes. */
const RECENT_MS = 3 * 3_600_000;

/** Whether what is past its time is deleted. */
export async function checkRetention(
  words: Words,
  { db, kept, now }: { db: Db; kept: KeptDays; now: Date },
): Promise<Finding> {
  const [applied, oldest] = await Promise.all([
    readAppliedRetention(db),
    db.cronJobLog.findFirst({ orderBy: { startedAt: "asc" }, select: { startedAt: true } }),
  ]);
  const { runDays } = kept;
  const isRecent = applied !== null && now.getTime() - applied.at.getTime() < RECENT_MS;
  if (isRecent || !oldest || now.getTime() - oldest.startedAt.getTime() <= (runDays + SLACK_DAYS) * DAY_MS) {
    return ok("retention", tell(words, kept, applied));
  }
  const evidence = words("doctor.retention.late", { runDays, at: exactUtc(oldest.startedAt) });
  return warning({ check: "retention", evidence, fix: words("doctor.retention.fix"), entry: "slow" });
}

function tell(words: Words, { runDays, logLineDays, callDays }: KeptDays, applied: AppliedRetention | null): string {
  const told = words("doctor.retention.ok", { runDays, logLineDays, callDays });
  if (applied === null) return told;
  const { at, runs, logLines, finished } = applied;
  const rows = { at: exactUtc(at), count: runs + logLines };
  return `${told}; ${words(finished ? "doctor.retention.applied" : "doctor.retention.backlog", rows)}`;
}

/** What the retention deleted when it was last applied, by itself or by somebody. */
export interface AppliedRetention {
  at: Date;
  runs: number;
  logLines: number;
  /** False when more was past its time: the rest goes with the next pass. */
  finished: boolean;
}

/** The last pass that ended, or null when there was none yet. */
export async function readAppliedRetention(db: Db): Promise<AppliedRetention | null> {
  const pass = await db.cronRetentionPass.findUnique({ where: { id: 1 } });
  if (!pass?.endedAt) return null;
  return { at: pass.endedAt, runs: pass.runs, logLines: pass.logLines, finished: pass.finished };
}
