import { createHash, timingSafeEqual } from "node:crypto";
import { ApiError } from "../../auth/refusals.ts";
import { refuseBearer } from "../../auth/refuse-bearer.ts";
import { plainSecretFix } from "../../dashboard/health/check-secret.ts";
import type { Env } from "../../env.ts";

/** Schemes are the same in any case (RFC 9110, 11.1); one space follows. */
const SCHEME = /^bearer /i;

/**
 * Lets only the bearer of the cron secret (or of the previous one, while it is being rotated) pass.
 * @throws ApiError 503 when no usable secret is configured, 401 for anything but the secret, 429 after many of these
 */
export function checkCronSecret(headers: Headers, env: Pick<Env, "cronSecret" | "trustedProxies">): void {
  if (hasCronSecret(headers, env)) return;
  const { cronSecret } = env;
  if (cronSecret.kind !== "ok") throw notConfigured(plainSecretFix(cronSecret));
  throw refuseBearer(headers, env, "Expected the header Authorization: Bearer <CRON_SECRET>");
}

/** Whether the header is the scheme Bearer, one space and the secret; always false while no usable secret is configured. */
export function hasCronSecret(headers: Headers, { cronSecret }: Pick<Env, "cronSecret">): boolean {
  if (cronSecret.kind !== "ok") return false;
  const secrets = [cronSecret.current, ...(cronSecret.previous === null ? [] : [cronSecret.previous])];
  return bearerIsOneOf(headers.get("authorization"), secrets);
}

/** Compares SHA-256 digests in constant time: `timingSafeEqual` throws on unequal lengths. No secret is skipped. */
export function bearerIsOneOf(authorization: string | null, secrets: readonly string[]): boolean {
  if (!authorization || !SCHEME.test(authorization)) return false;
  const given = digest(authorization.replace(SCHEME, ""));
  return secrets.filter((secret) => timingSafeEqual(given, digest(secret))).length > 0;
}

const digest = (text: string) => createHash("sha256").update(text).digest();

function notConfigured(fix: string): ApiError {
  return new ApiError(`The cron routes are closed: ${fix}`, { status: 503, code: "cron_secret_not_configured" });
}
