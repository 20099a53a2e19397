import { bornDeadSignals } from "./born-dead.ts";
import { channelSignals } from "./channel-health.ts";
import { componentSignals } from "./components.ts";
import { driftSignals } from "./drift.ts";
import { jobSignals } from "./job-signals.ts";
import { raisedSignals } from "./raised.ts";
import { refusedSignals } from "./refused-calls.ts";
import { releaseSignals } from "./releases.ts";
import { schedulerSignals } from "./scheduler.ts";
import type { SignalReader } from "./signal-reads.ts";
import { stuckSignals } from "./stuck-signals.ts";

/** Every reader of signals; a turn of the evaluator asks them all, in this order. */
export const allSignals: readonly SignalReader[] = [
  schedulerSignals,
  componentSignals,
  jobSignals,
  stuckSignals,
  refusedSignals,
  driftSignals,
  channelSignals,
  releaseSignals,
  raisedSignals,
  bornDeadSignals,
];
