import type { Words } from "../../i18n/words.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** Where Sentry is, and how it takes what this process sends to it. */
export interface SentryFacts {
  origin: string;
  project: string;
  /** What was taken since the process began; null where nothing was sent. */
  state: { delivered: number; problem: string | null } | null;
}

/** Whether Sentry is told of failures. @param facts null without SENTRY_DSN */
export function checkSentry(words: Words, facts: SentryFacts | null): Finding {
  if (facts === null) return ok("sentry", words("doctor.sentry.off"));
  const { origin, project, state } = facts;
  if (state?.problem) {
    const evidence = words("doctor.sentry.refused", { origin, why: state.problem });
    return warning({ check: "sentry", evidence, fix: words("doctor.sentry.fix"), entry: "no-logs" });
  }
  return ok("sentry", words("doctor.sentry.ok", { origin, project, count: state?.delivered ?? 0 }));
}
