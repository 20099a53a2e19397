/** What came back, as far as it is shown. */
export interface ReadAnswer {
  status: number;
  /** Those that tell something. */
  headers: [name: string, value: string][];
  body: string;
  /** The body goes on, or would have. */
  cut: boolean;
}

const TELLING = ["content-type", "location", "retry-after", "www-authenticate", "allow", "etag", "content-disposition"];
/** An export may have a million lines. */
const MAX_CHARACTERS = 100_000;
/** A stream of events has no end. */
const MAX_STREAM_MS = 3_000;

/** Reads an answer, but no more of it than a person would. */
export async function readAnswer(response: Response): Promise<ReadAnswer> {
  const { text, cut } = await readText(response);
  const headers = TELLING.flatMap((name): [string, string][] => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return { status: response.status, headers, body: cut ? text : indented(text), cut };
}

async function readText({ body, headers }: Response): Promise<{ text: string; cut: boolean }> {
  if (body === null) return { text: "", cut: false };
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const isStream = headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const timer = isStream ? setTimeout(() => void reader.cancel(), MAX_STREAM_MS) : undefined;
  let text = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    text += chunk.value;
    if (text.length > MAX_CHARACTERS) {
      await reader.cancel();
      return { text: text.slice(0, MAX_CHARACTERS), cut: true };
    }
  }
  clearTimeout(timer);
  return { text, cut: isStream };
}

/** JSON as people read it; anything else as it came. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
