import type { JobLog } from "./context.ts";
import type { LoggedRun } from "./events.ts";
import type { HeldRun, Leased } from "./held-run.ts";
import type { EngineParts } from "./parts.ts";
import type { LogLevel } from "./ports.ts";
import { toSafeJson, toSafeText } from "./serialize.ts";

const MAX_MESSAGE_LENGTH = 2000;
const MAX_FIELDS_BYTES = 4096;

interface LogTarget<Run extends Leased> {
  held: HeldRun<Run>;
  /** The run whose log it is, as it is now. */
  runOf: (held: Run) => LoggedRun;
  /** Debug lines are kept only of runs that ask for them: in others they would use up the run's share of lines. */
  keepsDebug: boolean;
  /** Fields that every line carries. */
  always?: Record<string, unknown>;
}

/** A handler's log: kept with the run and printed. */
export function createJobLog<Run extends Leased>(
  { clock, events }: EngineParts,
  { held, runOf, keepsDebug, always }: LogTarget<Run>,
): JobLog {
  const { redact } = held;
  const write = (level: LogLevel) => (message: string, fields?: Record<string, unknown>) => {
    const line = {
      at: clock.now(),
      level,
      attempt: held.run.attempt,
      message: toSafeText(message, MAX_MESSAGE_LENGTH, redact),
      fields: fields || always ? toSafeJson({ ...fields, ...always }, { maxBytes: MAX_FIELDS_BYTES, redact }) : null,
    };
    if (held.addLine(line)) events.emit({ type: "line", run: runOf(held.run), line });
  };
  const debug = keepsDebug ? write("debug") : () => undefined;
  return { debug, info: write("info"), warn: write("warn"), error: write("error") };
}
