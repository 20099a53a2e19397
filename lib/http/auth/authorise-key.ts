import type { ApiKey } from "../../auth/acting.ts";
import { checkApiKey } from "../../auth/check-api-key.ts";
import type { Permission } from "../../auth/permissions.ts";
import { ApiError } from "../../auth/refusals.ts";
import type { Runtime } from "../../runtime.ts";

const BEARER = /^Bearer +(\S+)$/i;

/** What an `Authorization` header of the scheme Bearer carries, or null. A proxy's own Basic header is not ours. */
export function bearerOf(headers: Headers): string | null {
  return BEARER.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

/** Whether a bearer means to be an API key, and not the cron secret. */
export function looksLikeApiKey(bearer: string): boolean {
  return bearer.startsWith("bfy_");
}

/**
 * The program behind an API key that has the permission. No Origin is asked for: no browser sends this header by itself.
 * @throws ApiError 401 no valid key, 429 after many of these, 403 no permission
 */
export async function authoriseKey(
  runtime: Runtime,
  { headers, bearer, permission }: { headers: Headers; bearer: string; permission: Permission },
): Promise<ApiKey> {
  const key = await checkApiKey(runtime, headers, bearer);
  if (key.permissions.includes(permission)) return key;
  throw new ApiError(
    `This needs the permission ${permission}, which the API key ${key.name} does not have (or its maker has no longer)`,
    { status: 403, code: "forbidden", details: { permission } },
  );
}
