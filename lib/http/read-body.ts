import { ApiError } from "./api-error.ts";

/** Parameters are small: a larger body is a mistake or an attack. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Reads a JSON body, whatever its content type says (curl -d sends none that fits).
 * @returns the parsed value, or undefined when there is no body
 * @throws ApiError 400 when it is not JSON, 413 when it is larger than 64 KiB
 */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request);
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ApiError(`The body must be JSON: ${message}`, { status: 400, code: "bad_json", cause });
  }
}

async function readText(request: Request): Promise<string> {
  if (request.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw tooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function tooLarge(): ApiError {
  return new ApiError(`The body must be at most ${MAX_BODY_BYTES / 1024} KiB`, { status: 413, code: "too_large" });
}
