import { makeApiKey } from "../../lib/auth/api-key.ts";
import type { Permission } from "../../lib/auth/permissions.ts";
import { type ApiApp, emailOf } from "./api-app.ts";

/** A key of the signed-in admin, put into the table past the API, so that nothing else is written. */
export async function insertKey(
  app: ApiApp,
  { name, permissions }: { name: string; permissions: readonly Permission[] },
): Promise<string> {
  await app.as("admin", "/api/admin/cron-jobs");
  const { id, secretHash, key } = makeApiKey();
  const createdBy = { connect: { email: emailOf("admin") } };
  await app.db.apiKey.create({ data: { id, name, secretHash, permissions: [...permissions], createdBy } });
  return key;
}

/** Calls as a program: no cookie, no Origin. */
export async function withKey(app: ApiApp, key: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...Object.fromEntries(new Headers(init.headers)), authorization: `Bearer ${key}` };
  return await fetch(app.url + path, { ...init, headers });
}
