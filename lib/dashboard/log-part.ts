import { z } from "zod";
import type { Db } from "../db.ts";
import { cursorBefore, LOG_LEVELS, type RunLog, readRunLog } from "./run-log.ts";

const PART = 200;
const lineId = z.string().regex(/^\d{1,18}$/);

/** The part of a run's log that its page shows; what cannot be read in the address counts as absent. */
const partQuery = z.object({
  level: z.enum(LOG_LEVELS).optional().catch(undefined),
  q: z.string().trim().max(200).optional().catch(undefined),
  cursor: lineId.optional().catch(undefined),
  line: lineId.optional().catch(undefined),
});

export interface LogPart {
  log: RunLog;
  level: (typeof LOG_LEVELS)[number] | undefined;
  q: string | undefined;
  /** The line that the address leads to. */
  line: string | null;
  /** Whether the part was reached from the beginning or by a link, and is not the end of the log. */
  fromStart: boolean;
  /** Another part has another key; the same part that has grown has the same. */
  key: object;
}

/** The latest lines, or those after a cursor, or those around a line that somebody linked to. */
export async function readLogPart(db: Db, runId: string, address: Record<string, string>): Promise<LogPart> {
  const { level, q: text, cursor: after, line = null } = partQuery.parse(address);
  const q = text || undefined;
  const cursor = line === null ? after : await cursorBefore(db, { runId, line });
  const filter = { ...(level && { level }), ...(q && { q }) };
  const position = cursor === undefined ? { tail: true } : { tail: false, cursor };
  const log = await readRunLog(db, { runId, limit: PART, ...position, ...filter });
  return { log, level, q, line, fromStart: cursor !== undefined, key: { ...filter, cursor, line } };
}
