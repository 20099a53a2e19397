import { json } from "./answers.ts";
import { continueAfterAnswer } from "./background.ts";
import type { Call } from "./route.ts";

/**
 * Dispatches what is due, rescues dead runs, and says how many; after the answer it continues waiting ones and, once an
 * hour, applies the retention.
 */
export async function tick({ runtime }: Call): Promise<Response> {
  const { moved, runs, rescued, claimed, done } = await runtime.engine.tick();
  continueAfterAnswer(done);
  // It never rejects and has a time box of its own; a tick waits for none of it.
  continueAfterAnswer(runtime.retention.applyIfDue());
  const message = `Dispatched ${runs} runs of ${moved} schedules, rescued ${rescued} and continued ${claimed} runs`;
  return json({ success: true, message, schedules: moved, dispatched: runs, rescued, claimed, timestamp: new Date() });
}
