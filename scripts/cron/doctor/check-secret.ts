import { readCronSecret } from "../../../lib/env/cron-secret.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** What documentation and examples write where a secret belongs. */
const PLACEHOLDER = /your|example|change.?me|placeholder|replace|dummy|<|\.\.\./i;
/** A random secret of 16 characters has more different ones practically always. */
const LEAST_DIFFERENT = 8;

/** @param example the variables of .env.example */
export function checkSecret(variables: Variables, example: Variables): Finding {
  const secret = readCronSecret(variables);
  const check = "secret";
  if (secret.kind !== "ok") {
    return error({
      check,
      evidence: `the cron routes answer 503: ${secret.kind}`,
      fix: secret.fix,
      entry: "answers-401",
    });
  }
  const { current, previous } = secret;
  const fix = "set CRON_SECRET to what `npm run -s cron -- secret` prints, another one per environment";
  if (current === example.CRON_SECRET || PLACEHOLDER.test(current)) {
    return warning({ check, evidence: "CRON_SECRET is an example that everybody knows", fix, entry: "answers-401" });
  }
  if (new Set(current).size < LEAST_DIFFERENT) {
    return warning({
      check,
      evidence: "CRON_SECRET can be guessed: it repeats few characters",
      fix,
      entry: "answers-401",
    });
  }
  const rotating =
    previous === null ? "" : "; CRON_SECRET_PREVIOUS is accepted as well, remove it when nobody sends it";
  return ok(check, `CRON_SECRET has ${current.length} characters${rotating}`);
}
