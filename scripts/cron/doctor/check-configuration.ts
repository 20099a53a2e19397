import { error, type Finding, ok } from "../../../lib/dashboard/health/finding.ts";
import { ConfigurationError, type Env, readEnv } from "../../../lib/env.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";

export interface CheckedConfiguration {
  findings: Finding[];
  /** Null while something is wrong. */
  env: Env | null;
}

/** Every variable that is wrong, one finding each. */
export function checkConfiguration(): CheckedConfiguration {
  try {
    return { findings: [ok("configuration", ENGLISH("doctor.configuration.ok"))], env: readEnv() };
  } catch (thrown) {
    if (!(thrown instanceof ConfigurationError)) throw thrown;
    return { findings: thrown.problems.map(toFinding), env: null };
  }
}

function toFinding(line: string): Finding {
  const [evidence, ...rest] = line.split("; ");
  const fix = rest.join("; ") || "correct it";
  return error({ check: "configuration", evidence: evidence ?? line, fix, entry: "does-not-run" });
}
