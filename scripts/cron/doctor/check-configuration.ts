import { ConfigurationError, type Env, readEnv } from "../../../lib/env.ts";
import { error, type Finding, ok } from "./finding.ts";

export interface CheckedConfiguration {
  findings: Finding[];
  /** Null while something is wrong. */
  env: Env | null;
}

/** Every variable that is wrong, one finding each. */
export function checkConfiguration(): CheckedConfiguration {
  try {
    return { findings: [ok("configuration", "every variable can be read")], env: readEnv() };
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
