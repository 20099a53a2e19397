import type { AnyJob } from "../cron/define-job.ts";
import { UnknownJobError } from "../cron/errors.ts";
import type { Runtime } from "../runtime.ts";

/** The definition behind a name or alias. @throws UnknownJobError */
export function requireJob({ engine }: Pick<Runtime, "engine">, nameOrAlias: string): AnyJob {
  return foundFor(nameOrAlias, engine.find(nameOrAlias));
}

/** What a read model found about a job. @throws UnknownJobError when it found none */
export function foundFor<Found>(nameOrAlias: string, found: Found | null): Found {
  if (found === null) throw new UnknownJobError(nameOrAlias);
  return found;
}
