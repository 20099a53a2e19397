import { after } from "next/server";

/**
 * Lets work go on once the answer is out: a platform freezes the process after the answer unless it is told to wait.
 * `work` must not reject; an invocation's `settled` does not.
 */
export function continueAfterAnswer(work: Promise<unknown>): void {
  after(work);
}
