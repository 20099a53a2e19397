import { releaseSignals } from "./releases.ts";
import type { SignalReader } from "./signal-reads.ts";

/** Every reader of signals; a turn of the evaluator asks them all, in this order. */
export const allSignals: readonly SignalReader[] = [releaseSignals];
