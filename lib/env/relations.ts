import type { Values } from "./variables.ts";

/**
 * What several variables mean together.
 * @param given the variables as they came
 * @param values those that are fine by themselves
 * @returns one line per problem
 */
export function checkTogether(given: Readonly<Record<string, unknown>>, values: Partial<Values>): string[] {
  return [checkLease(values), checkRedis(given), checkDatabase(given), checkBucketName(values)].flatMap(
    (line) => line ?? [],
  );
}

/** A lease must survive one heartbeat that was lost. */
function checkLease({ LEASE_SECONDS: lease, HEARTBEAT_SECONDS: heartbeat }: Partial<Values>): string | null {
  if (!lease || !heartbeat || heartbeat * 2 < lease) return null;
  const most = Math.max(1, Math.ceil(lease / 2) - 1);
  return `HEARTBEAT_SECONDS: expected less than half of LEASE_SECONDS (${lease}), got ${heartbeat}; set ${most}, or a longer lease`;
}

function checkRedis(given: Readonly<Record<string, unknown>>): string | null {
  const [url, token] = ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"];
  if (!given[url] === !given[token]) return null;
  return given[url]
    ? `${token}: is missing beside ${url}; set both or none`
    : `${url}: is missing beside ${token}; set both or none`;
}

function checkDatabase({ VERCEL, DATABASE_URL }: Readonly<Record<string, unknown>>): string | null {
  if (!VERCEL || DATABASE_URL) return null;
  return "DATABASE_URL: is missing, and the platform cannot run the embedded database; set a Postgres connection string";
}

function checkBucketName({ BUCKET_URL: location, BUCKET_NAME: name }: Partial<Values>): string | null {
  if (!name || location?.kind !== "s3" || location.bucket === name) return null;
  return `BUCKET_NAME: expected "${location.bucket}" as in BUCKET_URL, got "${name}"; remove it, it only names a folder`;
}
