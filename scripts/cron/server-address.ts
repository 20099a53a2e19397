import { plainSecretFix } from "../../lib/dashboard/health/check-secret.ts";
import { readCronSecret } from "../../lib/env/cron-secret.ts";
import { loadEnvironment } from "../support/environment.ts";
import { UsageError } from "./command.ts";

/** A running server, and what opens its cron routes. */
export interface ServerAddress {
  /** Without a slash at the end. */
  url: string;
  secret: string;
}

/**
 * The server of `--url`, or else the one that this configuration starts. Needs no database.
 * @throws UsageError for something that is no address; an error with the fix when there is no usable secret
 */
export function serverAddress(url: string | null): ServerAddress {
  loadEnvironment({ dev: false });
  const { NEXT_PUBLIC_APP_URL, PORT } = process.env;
  const address = url ?? (NEXT_PUBLIC_APP_URL || `http://localhost:${PORT || 3000}`);
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) {
    throw new UsageError(`--url: expected an address such as https://belfry.example.com, got "${address}"`);
  }
  const secret = readCronSecret(process.env);
  if (secret.kind !== "ok") throw new Error(plainSecretFix(secret));
  return { url: address.replace(/\/+$/, ""), secret: secret.current };
}
