import type { Runtime } from "../runtime.ts";

/** The runtime knows it of node-postgres; what Prisma makes of it is known here. */
export type DatabaseJudge = Pick<Runtime, "isDatabaseUnavailable">;

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
