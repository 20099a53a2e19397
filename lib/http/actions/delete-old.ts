import type { PassLimits, RetentionPass } from "../../cron/retention.ts";
import { type Acting, actorName } from "../acting.ts";
import { recordAudit } from "../audit.ts";

/** Deletes what is past its time, in paused batches; cron_delete_old_v1() has the rules. */
export async function deleteOld(acting: Acting, limits: PassLimits = {}): Promise<RetentionPass> {
  const pass = await acting.runtime.retention.apply(actorName(acting), limits);
  const after = { runs: pass.runs, logLines: pass.logLines };
  await recordAudit(acting.runtime.db, acting, { action: "retention.cleanup", target: "history", after });
  return pass;
}
