import { Prisma } from "../db.ts";
import { isDatabaseUnavailable } from "../stores/postgres/errors.ts";

/** Prisma's own codes: not reachable, timed out, operation timed out, connection closed, no connection free. */
const PRISMA_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024"]);
/** What its Postgres adapter says below a failed raw statement. */
const ADAPTER_KINDS = new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"]);

/** Whether the database could not serve this call, through Prisma or past it: the same call may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) return true;
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    return PRISMA_CODES.has(error.code) || isAdapterAway(error.meta?.driverAdapterError);
  }
  return isAdapterAway(error) || isDatabaseUnavailable(error);
}

function isAdapterAway(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== "DriverAdapterError") return false;
  const { kind = null, originalCode = null } = Object(error.cause) as { kind?: string; originalCode?: string };
  return ADAPTER_KINDS.has(kind ?? "") || isDatabaseUnavailable({ code: originalCode }) || isDatabaseUnavailable(error);
}
