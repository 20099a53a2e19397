import type { Db } from "../../db.ts";
import type { Words } from "../../i18n/words.ts";
import { exactUtc } from "../relative-time.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** In days. */
export interface KeptDays {
  runDays: number;
  logLineDays: number;
  callDays: number;
}

/** The clean-up comes weekly at the least. */
const SLACK_DAYS = 8;
const DAY_MS = 86_400_000;

/** Whether what is past its time is deleted. */
export async function checkRetention(
  words: Words,
  { db, kept, now }: { db: Db; kept: KeptDays; now: Date },
): Promise<Finding> {
  const oldest = await db.cronJobLog.findFirst({ orderBy: { startedAt: "asc" }, select: { startedAt: true } });
  const { runDays, logLineDays, callDays } = kept;
  const told = words("doctor.retention.ok", { runDays, logLineDays, callDays });
  if (!oldest || now.getTime() - oldest.startedAt.getTime() <= (runDays + SLACK_DAYS) * DAY_MS) {
    return ok("retention", told);
  }
  const evidence = words("doctor.retention.late", { runDays, at: exactUtc(oldest.startedAt) });
  return warning({ check: "retention", evidence, fix: words("doctor.retention.fix"), entry: "slow" });
}
