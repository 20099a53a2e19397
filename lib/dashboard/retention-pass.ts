import type { Db } from "../db.ts";

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
