import { randomBytes } from "node:crypto";
import { appendFileSync, chmodSync, existsSync } from "node:fs";
import { secretsFile, setVariables } from "./environment.ts";
import { ensureHome } from "./home.ts";

const SECRETS = ["CRON_SECRET", "BETTER_AUTH_SECRET"] as const;

/**
 * Makes the secrets that neither the environment nor a file holds, and keeps them in the home for the next start.
 * The password of the first account is made only for a database that has no accounts yet.
 */
export function ensureSecrets({ home, firstAccount }: { home: string; firstAccount: boolean }): void {
  const missing = SECRETS.filter((name) => !process.env[name]).map((name): [string, string] => [name, makeSecret(32)]);
  if (firstAccount && !process.env.ADMIN_PASSWORD) missing.push(["ADMIN_PASSWORD", makeSecret(12)]);
  const path = secretsFile(home);
  // Only beside secrets that this home made: where the environment gives all of them, several machines may share a
  // database, and what one seals with a key of its own no other could open.
  const ownsSecrets = missing.length > 0 || existsSync(path);
  if (ownsSecrets && !process.env.TOKEN_KEYS) missing.push(["TOKEN_KEYS", `k1:${makeSecret(32)}`]);
  if (missing.length === 0) return;
  ensureHome(home);
  appendFileSync(path, missing.map(([name, value]) => `${name}=${value}\n`).join(""), { mode: 0o600 });
  chmodSync(path, 0o600);
  setVariables(Object.fromEntries(missing));
}

/** Letters, digits, "-" and "_": safe in a header, a URL and an env file. */
export function makeSecret(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}
