import { describeAdmission } from "./admission.ts";
import { describeClaim } from "./claim.ts";
import { describeHolding } from "./holding.ts";
import { describeMetrics } from "./metrics.ts";
import { describeOverlap } from "./overlap.ts";
import { describeState } from "./state.ts";
import { describeStopping } from "./stopping.ts";
import type { OpenSubject } from "./subject.ts";

/** Everything the ports of lib/cron promise. Every kind of store passes all of it. */
export function describeStores(open: OpenSubject): void {
  describeAdmission(open);
  describeOverlap(open);
  describeClaim(open);
  describeHolding(open);
  describeMetrics(open);
  describeStopping(open);
  describeState(open);
}
