/** Cache-Control of every answer of a cron or admin route, to the letter. */
const NO_STORE = "no-cache, no-store, must-revalidate";

export interface AnswerOptions {
  /** HTTP status. Default 200. */
  status?: number;
  headers?: Record<string, string>;
}

/** A JSON answer that no cache keeps. Dates are written as ISO 8601 UTC. */
export function json(body: unknown, { status = 200, headers = {} }: AnswerOptions = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, ...noStore("application/json; charset=utf-8") },
  });
}

/** A body that is sent while it is made, offered to the browser as a file. */
export function download(
  body: ReadableStream<Uint8Array>,
  { contentType, fileName }: { contentType: string; fileName: string },
): Response {
  return new Response(body, {
    headers: { "content-disposition": `attachment; filename="${fileName}"`, ...noStore(contentType) },
  });
}

function noStore(contentType: string): Record<string, string> {
  return { "content-type": contentType, "cache-control": NO_STORE, "x-content-type-options": "nosniff" };
}
