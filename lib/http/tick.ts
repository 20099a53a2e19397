import { json } from "./answers.ts";
import { continueAfterAnswer } from "./background.ts";
import type { Call } from "./route.ts";

/** Rescues dead runs, continues due waiting ones after the answer, and says how many. */
export async function tick({ runtime }: Call): Promise<Response> {
  const { rescued, claimed, done } = await runtime.engine.sweep();
  continueAfterAnswer(done);
  const message = `Rescued ${rescued} and continued ${claimed} runs`;
  return json({ success: true, message, rescued, claimed, timestamp: new Date() });
}
