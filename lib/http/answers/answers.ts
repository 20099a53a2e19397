import { createHash } from "node:crypto";
import type { ApiError } from "../../auth/refusals.ts";

/** Cache-Control of every answer of a cron or admin route, to the letter. */
const NO_STORE = "no-cache, no-store, must-revalidate";

export interface AnswerOptions {
  /** HTTP status. Default 200. */
  status?: number;
  headers?: Record<string, string>;
}

/** What each answer says, for as long as it exists: reading it out of the response would use that up. */
const bodies = new WeakMap<Response, unknown>();

/** A JSON answer that no cache keeps. Dates are written as ISO 8601 UTC. */
export function json(body: unknown, { status = 200, headers = {} }: AnswerOptions = {}): Response {
  const response = new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, ...unstored("application/json; charset=utf-8") },
  });
  bodies.set(response, body);
  return response;
}

/** The body that `json` was given for this answer; undefined for answers made elsewhere. */
export function bodyOf(response: Response): unknown {
  return bodies.get(response);
}

export interface DownloadRules {
  contentType: string;
  fileName: string;
  /** Whether the caller may still have it. Does not reject. */
  stillMay(): Promise<boolean>;
}

/**
 * A file that is sent while it is made, read on only as fast as the caller takes it. Who loses the right meanwhile has
 * the connection broken within seconds: a file that ended as others do would look whole.
 */
export function download(parts: AsyncGenerator<string>, { contentType, fileName, stillMay }: DownloadRules): Response {
  return new Response(guardedStream(parts, stillMay), {
    headers: { "content-disposition": `attachment; filename="${fileName}"`, ...unstored(contentType) },
  });
}

/** Headers of an answer of this type that no cache keeps. */
export function unstored(contentType: string): Record<string, string> {
  return { "content-type": contentType, "cache-control": NO_STORE, "x-content-type-options": "nosniff" };
}

/** `{ success: false, error, code, details?, issues?, jobName?, execution? }`; never a stack. */
export function errorAnswer({ message, fields }: ApiError): Response {
  const { status, code, details, issues, jobName, execution, headers } = fields;
  const told = issues?.map(({ path, message: why }) => ({ path, message: why }));
  const body = { success: false, error: message, code, details, issues: told, jobName, execution };
  return json(body, { status, ...(headers && { headers }) });
}

/**
 * The answer with an ETag of its body, or 304 without one when the caller has it already. `no-store` keeps caches out;
 * a caller that asks again and again may compare by itself.
 */
export function etagged(request: Request, response: Response): Response {
  const etag = `"${createHash("sha256")
    .update(JSON.stringify(bodyOf(response)))
    .digest("base64url")
    .slice(0, 22)}"`;
  if (request.headers.get("if-none-match") === etag) {
    return new Response(null, { status: 304, headers: { ...unstored("application/json; charset=utf-8"), etag } });
  }
  response.headers.set("etag", etag);
  return response;
}

type Cell = string | number | boolean | Date | null;

/** A spreadsheet would run a cell that begins so as a formula (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r\n]/;
/** Semicolons and tabs, too: in many languages a spreadsheet separates by them, and what follows would be a cell. */
const NEEDS_QUOTES = /[",;\t\r\n]/;

/** One line of CSV (RFC 4180) that is safe to open in a spreadsheet. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell !== "string") return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Nothing is made, and nobody looked after, before the first byte is asked for: an answer to HEAD is never read. */
const UNREAD = new CountQueuingStrategy({ highWaterMark: 0 });

function guardedStream(parts: AsyncGenerator<string>, stillMay: () => Promise<boolean>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let unwatch: (() => void) | null = null;
  const end = async () => {
    unwatch?.();
    await parts.return(undefined);
  };
  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    unwatch ??= watchRight({ stillMay, lost: () => void end().then(() => controller.error(rightLost())) });
    const { done, value } = await parts.next();
    if (!done) return controller.enqueue(encoder.encode(value));
    await end();
    controller.close();
  }
  return new ReadableStream({ pull, cancel: end }, UNREAD);
}

/** Next breaks the connection at any error, and writes all but this kind into the server's log. */
const rightLost = () => new DOMException("The caller lost the right to this file", "AbortError");

/** Whoever was signed out or banned, or lost the role or the key, is told nothing more after this. */
const RECHECK_MS = 3_000;

interface WatchedRight {
  stillMay(): Promise<boolean>;
  /** May be told a moment after the watch was ended. */
  lost(): void;
}

/**
 * Looks regularly whether the caller of an answer that goes on may still have it. One look at a time: a slow database
 * gets no pile of questions.
 * @returns ends the watch
 */
export function watchRight({ stillMay, lost }: WatchedRight): () => void {
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    if (!(await stillMay())) lost();
    looking = false;
  };
  const timer = setInterval(() => void look(), RECHECK_MS);
  return () => clearInterval(timer);
}
