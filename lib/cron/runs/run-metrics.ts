import { NonRetryableError } from "../words/errors.ts";
import { type HeldRun, MAX_METRICS } from "./held-run.ts";

const METRIC_NAME = /^[a-z][a-z0-9_.-]{0,63}$/;
/** As people write them: `ms`, `USD`, `%`, `requests/s`, `°C`. */
const UNIT = /^[\p{L}\p{N}%°/²³._-]{1,16}$/u;
/** A run's own figures: every run has them without being told. */
const BY_ITSELF = ["processed", "failed", "duration"];

/** `ctx.metric`: what is refused is the handler's mistake, and trying again would not mend it. */
export function createRunMetric(held: HeldRun): (name: string, value: number, unit?: string) => void {
  return (name, value, unit) => {
    const problem = nameProblem(name) ?? valueProblem(value) ?? unitProblem(unit);
    if (problem !== null) throw refused(held, problem);
    // A name that holds a secret is kept nowhere, masked or not.
    if (held.redact(name) !== name || (unit !== undefined && held.redact(unit) !== unit)) {
      throw refused(held, "a name or unit holds a secret; use a fixed word");
    }
    if (held.setMetric({ name, value, unit: unit ?? null })) return;
    throw refused(held, `a run keeps ${MAX_METRICS} metrics at most, and "${name}" is one more; use fewer names`);
  };
}

function nameProblem(name: string): string | null {
  if (BY_ITSELF.includes(name)) return `"${name}" is recorded of every run by itself; use another name`;
  if (typeof name === "string" && METRIC_NAME.test(name)) return null;
  return `expected a name of 1 to 64 lower-case letters, digits, "_", "." and "-" that begins with a letter, got "${name}"`;
}

function valueProblem(value: number): string | null {
  if (typeof value === "number" && Number.isFinite(value)) return null;
  return `expected a finite number, got ${String(value)}`;
}

function unitProblem(unit: string | undefined): string | null {
  if (unit === undefined || UNIT.test(unit)) return null;
  return `expected a unit of 1 to 16 letters, digits or %°/²³._-, got "${unit}"`;
}

const refused = ({ redact }: HeldRun, problem: string) => new NonRetryableError(redact(`ctx.metric: ${problem}`));
