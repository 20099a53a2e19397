import { variables } from "../../lib/env/variables.ts";

/** MAX_DURATION_SECONDS where it is set, without the rest of the configuration: a check in CI has none. */
export function configuredDuration(): number | null {
  return variables.shape.MAX_DURATION_SECONDS.parse(process.env.MAX_DURATION_SECONDS || undefined) ?? null;
}
