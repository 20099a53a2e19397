import { z } from "zod";
import type { StateView } from "../../cron/jobs/context.ts";

/** Ids greater than `after`, up to and including `until`. */
const idRange = z.strictObject({ after: z.guid(), until: z.guid() });
export type IdRange = z.output<typeof idRange>;

/**
 * How far a pass over all ideas has come: what `remaining` still holds is to be done, the rest is done.
 * `total` and `changed` count what run `runId` has dealt with so far.
 */
export const rankingState = z.strictObject({
  runId: z.guid(),
  remaining: z.array(idRange),
  total: z.number().int(),
  changed: z.number().int(),
});
export type RankingState = z.output<typeof rankingState>;

const FIRST = "00000000-0000-0000-0000-000000000000";
const LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/**
 * The pass that run `runId` has to make. A run that is taken up again goes on where it stood. A new run that finds
 * another's pass broken off begins there and then takes the ideas before that point too: each run that completes has
 * ranked every idea, and ideas late in the order get their turn even if every run is cut short.
 */
export function planPass(runId: string, stored: StateView<RankingState>): RankingState {
  const earlier = stored.kind === "present" ? stored.value : null;
  if (earlier?.runId === runId) return earlier;
  return { runId, remaining: rangesFrom(earlier?.remaining[0]?.after ?? FIRST), total: 0, changed: 0 };
}

/** The pass after a page that ended at `until` (the head range's own end when it was the range's last page). */
export function afterPage(pass: RankingState, page: { until: string; size: number; changed: number }): RankingState {
  const [head, ...later] = pass.remaining;
  const rest = head && page.until !== head.until ? [{ after: page.until, until: head.until }] : [];
  return {
    ...pass,
    remaining: [...rest, ...later],
    total: pass.total + page.size,
    changed: pass.changed + page.changed,
  };
}

function rangesFrom(start: string): IdRange[] {
  const tail = { after: start, until: LAST };
  return start === FIRST ? [tail] : [tail, { after: FIRST, until: start }];
}
