import { readRuleOverrides, rulesUnder } from "../../alerts/rules/rule-rows.ts";
import { readOverdue } from "../../alerts/signals/scheduler.ts";
import type { Installation } from "../../alerts/signals/signal-reads.ts";
import { subjects } from "../../alerts/words/vocabulary.ts";
import type { DashboardDeps } from "../words/deps.ts";

/** What keeps an installation from its work although its processes live; the details name no address and no secret. */
export interface AlertReadiness {
  scheduler: { ok: boolean; detail: string };
  incidents: { ok: boolean; detail: string };
}

/** What everything else stands on. */
const GROUND = [subjects.platform, subjects.scheduler, subjects.database];

/**
 * Whether somebody dispatches, by the rows as they are now, and whether the ground is sound, by the incidents that are
 * open: an acknowledged one is no better. What handlers raise is about what is theirs, whatever they call it.
 */
export async function readAlertReadiness(
  deps: DashboardDeps,
  installation: Pick<Installation, "onPlatform" | "platform">,
): Promise<AlertReadiness> {
  const { db, jobs, clock } = deps;
  const rule = rulesUnder(await readRuleOverrides(db));
  const overdue = await readOverdue({ db, jobs, now: clock.now(), awake: true, rule, installation });
  const critical = await db.incident.findMany({
    where: { resolvedAt: null, severity: "critical", subject: { in: GROUND }, rule: { not: "raised" } },
    orderBy: { openedAt: "asc" },
    select: { subject: true },
  });
  const stands = overdue !== null && overdue !== "unknown" ? overdue : null;
  return {
    scheduler: { ok: stands === null, detail: stands ? `stands since ${stands.since.toISOString()}` : "dispatches" },
    incidents: {
      ok: critical.length === 0,
      detail: critical.map(({ subject }) => subject).join(", ") || "none critical",
    },
  };
}
