import { ApiError, type ApiErrorFields } from "../../auth/refusals.ts";
import type { Issue } from "../../dashboard/words/issue-words.ts";
import { packErrors } from "../../jobs/index.ts";
import type { Runtime } from "../../runtime.ts";

/** Seconds after which a caller may try again when this process or what it depends on cannot answer now. */
const RETRY_AFTER = { "retry-after": "5" };

type Meaning = Pick<ApiErrorFields, "status" | "code" | "headers">;

/**
 * What the errors of engine, read models and bucket mean to a caller; each pack of jobs tells what its own mean. They go by name, not by class: Next bundles
 * routes, pages and the start-up apart, and the engine may have been built by another bundle's copy of these classes.
 */
const BY_NAME = new Map<string, Meaning>([
  ["UnknownJobError", { status: 404, code: "unknown_job" }],
  ["InvalidParamsError", { status: 422, code: "invalid_params" }],
  ["DrainingError", { status: 503, code: "shutting_down", headers: RETRY_AFTER }],
  ["InvalidCursorError", { status: 422, code: "invalid_cursor" }],
  ["InvalidKeyError", { status: 422, code: "invalid_key" }],
  ["ObjectNotFoundError", { status: 404, code: "object_not_found" }],
  ["ObjectTooLargeError", { status: 422, code: "object_too_large" }],
  ["BucketError", { status: 503, code: "bucket_unavailable", headers: RETRY_AFTER }],
]);

/**
 * What an error means to a caller, or null when nobody foresaw it: then it is a defect, and the caller learns nothing
 * of its inside.
 */
export function knownError(runtime: DatabaseJudge, error: unknown): ApiError | null {
  if (error instanceof ApiError) return error;
  // Who threw it says what failed: a bucket's error may be caused by a refused connection, too.
  const meaning = error instanceof Error ? meaningOf(error.name) : undefined;
  if (!meaning) return databaseTrouble(runtime, error);
  const { message, issues } = error as Error & { issues?: readonly Issue[] };
  return new ApiError(message, { ...meaning, ...(issues && { issues }), cause: error });
}

function meaningOf(name: string): Meaning | undefined {
  const ofPack = packErrors.get(name);
  if (!ofPack) return BY_NAME.get(name);
  const { status, code, again = false } = ofPack;
  return { status, code, ...(again && { headers: RETRY_AFTER }) };
}

function databaseTrouble(runtime: DatabaseJudge, error: unknown): ApiError | null {
  if (isDiskFull(error)) return databaseFull(error);
  return isDatabaseAway(runtime, error) ? databaseAway(error) : null;
}

function databaseFull(cause: unknown): ApiError {
  return new ApiError("The database's disk is full, so nothing was done; make room on it and call again", {
    status: 503,
    code: "database_full",
    headers: RETRY_AFTER,
    cause,
  });
}

function databaseAway(cause: unknown): ApiError {
  return new ApiError("The database does not answer, so nothing was done; call again in a few seconds", {
    status: 503,
    code: "database_unavailable",
    headers: RETRY_AFTER,
    cause,
  });
}

/** The runtime knows it of node-postgres; what Prisma makes of it is known here. */
type DatabaseJudge = Pick<Runtime, "isDatabaseUnavailable">;

/** Prisma's own codes: not reachable, timed out, operation timed out, connection closed, no connection free. */
const PRISMA_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024"]);
/** What its Postgres adapter says below a failed raw statement. */
const ADAPTER_KINDS = new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"]);

/** The process is shutting down; another one answers. */
const POOL_CLOSED = /^Cannot use a pool after calling end/;

/** Whether the database could not serve this call, through Prisma or past it: the same call may succeed later. */
export function isDatabaseAway(judge: DatabaseJudge, error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  switch (error.name) {
    case "PrismaClientInitializationError":
      return true;
    case "PrismaClientKnownRequestError": {
      const { code = "", meta } = error as Error & { code?: string; meta?: { driverAdapterError?: unknown } };
      return PRISMA_CODES.has(code) || isDatabaseAway(judge, meta?.driverAdapterError);
    }
    case "DriverAdapterError":
      return isAdapterAway(judge, error);
    default:
      return judge.isDatabaseUnavailable(error) || POOL_CLOSED.test(error.message);
  }
}

function isAdapterAway(judge: DatabaseJudge, { cause }: Error): boolean {
  const { kind = "", originalCode = "" } = Object(cause) as { kind?: string; originalCode?: string };
  return ADAPTER_KINDS.has(kind) || judge.isDatabaseUnavailable({ code: originalCode });
}

/** SQLSTATE `disk_full`, past Prisma or through it. */
const DISK_FULL = "53100";

/** Whether Postgres said that its disk is full. */
export function isDiskFull(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { code, originalCode, meta, cause } = error as Partial<
    Record<"code" | "originalCode" | "meta" | "cause", unknown>
  >;
  if (code === DISK_FULL || originalCode === DISK_FULL) return true;
  return isDiskFull(Object(meta).driverAdapterError) || isDiskFull(cause);
}
