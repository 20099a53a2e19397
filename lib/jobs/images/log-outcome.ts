import type { JobLog } from "../../cron/jobs/define-task.ts";
import type { Outcome } from "./conversion-outcome.ts";
import { reasonIn } from "./reasons.ts";

/** One line for each image, with its key and, if it was not converted, why. */
export function logOutcome(log: JobLog, outcome: Outcome): void {
  const { sourceKey, bytesBefore } = outcome.image;
  switch (outcome.kind) {
    case "converted":
      log.info(`${sourceKey} -> ${outcome.targetKey}`, { bytesBefore, bytesAfter: outcome.bytesAfter });
      for (const note of outcome.notes) log.warn(`${sourceKey}: ${reasonIn("en", note)}`);
      return;
    case "skipped":
    case "gone":
      log.info(`${sourceKey} skipped: ${reasonIn("en", outcome.reason)}`);
      return;
    case "failed":
      log.error(`${sourceKey} failed: ${outcome.error.message}`);
      return;
    case "released":
      log.debug(`${sourceKey} left for the next attempt`);
      return;
  }
}
