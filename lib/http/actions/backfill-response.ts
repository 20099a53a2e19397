import type { Acting } from "../acting.ts";
import { json } from "../answers.ts";
import type { BackfillStarted } from "./start-backfill.ts";

/** 202 for runs that wait now, and begins with them after the answer; 200 when there was nothing to add. */
export function backfillStarted({ runtime, background }: Acting, started: BackfillStarted): Response {
  const { jobName, batch, added, repeated } = started;
  if (added > 0) background(beginWith(runtime));
  const location = batch && `/api/admin/cron-jobs/${jobName}/backfill?batch=${batch.id}`;
  return json(
    { success: true, jobName, batch, added, repeated, message: sentence(started) },
    { status: added > 0 ? 202 : 200, headers: { ...(location !== null && { location }) } },
  );
}

async function beginWith({ engine, logger }: Acting["runtime"]): Promise<void> {
  try {
    const { done } = await engine.sweep();
    await done;
  } catch (error) {
    logger.warn({ err: error }, "the first runs of a backfill could not be claimed; the next sweep claims them");
  }
}

function sentence({ jobName, batch, added, repeated }: BackfillStarted): string {
  if (repeated) return `This request came before; its batch has ${batch?.runs ?? 0} runs`;
  return added === 0 ? "No slot of the range is to be run again" : `${added} slots of ${jobName} wait to run again`;
}
