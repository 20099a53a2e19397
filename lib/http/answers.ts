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

/** A body that is sent while it is made, offered to the browser as a file. */
export function download(
  body: ReadableStream<Uint8Array>,
  { contentType, fileName }: { contentType: string; fileName: string },
): Response {
  return new Response(body, {
    headers: { "content-disposition": `attachment; filename="${fileName}"`, ...unstored(contentType) },
  });
}

/** Headers of an answer of this type that no cache keeps. */
export function unstored(contentType: string): Record<string, string> {
  return { "content-type": contentType, "cache-control": NO_STORE, "x-content-type-options": "nosniff" };
}
