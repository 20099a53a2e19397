import { ENGLISH, type Words } from "../../i18n/words.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

/** The secret of the cron routes, or what is wrong with it. */
export type SecretState = { kind: "ok"; current: string; previous: string | null } | UnusableSecret;
type UnusableSecret = { kind: "missing"; misnamed: boolean } | { kind: "too_short"; variable: string; least: number };

/** What documentation and examples write where a secret belongs. */
const PLACEHOLDER = /your|example|change.?me|placeholder|replace|dummy|<|\.\.\./i;
/** A random secret of 16 characters has more different ones practically always. */
const LEAST_DIFFERENT = 8;

/**
 * Whether the cron routes are open to whoever knows a secret, and to nobody else. No finding holds a part of it.
 * @param example the secret of .env.example, if there is one
 */
export function checkSecret(words: Words, secret: SecretState, example: string | null = null): Finding {
  const found = { check: "secret", entry: "answers-401" } as const;
  if (secret.kind !== "ok") {
    return error({ ...found, evidence: words("doctor.secret.closed"), fix: secretFix(words, secret) });
  }
  const { current, previous } = secret;
  const fix = words("doctor.secret.fix");
  if (current === example || PLACEHOLDER.test(current)) {
    return warning({ ...found, evidence: words("doctor.secret.example"), fix });
  }
  if (new Set(current).size < LEAST_DIFFERENT) {
    return warning({ ...found, evidence: words("doctor.secret.guessable"), fix });
  }
  const length = words("doctor.secret.ok", { count: current.length });
  return ok("secret", previous === null ? length : `${length}; ${words("doctor.secret.rotating")}`);
}

/** What to set, and to what. */
function secretFix(words: Words, secret: UnusableSecret): string {
  if (secret.kind === "too_short") {
    return words("doctor.secret.short", { variable: secret.variable, least: String(secret.least) });
  }
  return words(secret.misnamed ? "doctor.secret.misnamed" : "doctor.secret.missing");
}

/** `secretFix` as the API and the command line say it. */
export const plainSecretFix = (secret: UnusableSecret): string => secretFix(ENGLISH, secret);
