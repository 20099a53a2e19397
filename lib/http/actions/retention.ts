import type { Acting } from "../acting.ts";
import { recordAudit } from "../audit.ts";
import { type Retention, readRetention } from "../retention.ts";

/** One row of settings. */
const ID = 1;

/** Sets how long history is kept. What is past it goes with the next `deleteOld`. */
export async function changeRetention(acting: Acting, after: Retention): Promise<Retention> {
  return await acting.runtime.db.$transaction(async (tx) => {
    const before = await readRetention(tx);
    await tx.cronRetention.upsert({ where: { id: ID }, update: after, create: { id: ID, ...after } });
    const change = { before: { ...before }, after: { ...after } };
    await recordAudit(tx, acting, { action: "retention.change", target: "history", ...change });
    return after;
  });
}
