import { json } from "./answers.ts";
import { continueAfterAnswer } from "./background.ts";
import type { Call } from "./route.ts";

/** Dispatches what is due, rescues dead runs, continues waiting ones after the answer, and says how many. */
export async function tick({ runtime }: Call): Promise<Response> {
  const { moved, runs, rescued, claimed, done } = await runtime.engine.tick();
  continueAfterAnswer(done);
  const message = `Dispatched ${runs} runs of ${moved} schedules, rescued ${rescued} and continued ${claimed} runs`;
  return json({ success: true, message, schedules: moved, dispatched: runs, rescued, claimed, timestamp: new Date() });
}
