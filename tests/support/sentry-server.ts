import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { listen } from "./listening.ts";

/** One item of a received envelope. */
export interface SentItem {
  /** check_in, event, transaction, … */
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: what Sentry's wire carries; each test says what it expects of it
  payload: any;
}

/** How the server takes what it gets. */
type Manner = "takes" | "hangs" | "refuses" | "talks nonsense";

export interface SentryServer {
  dsn: string;
  /** Everything that came, as text. */
  received: string[];
  items(type: string): SentItem["payload"][];
  /** From now on. */
  behave(manner: Manner): void;
  /** Begun requests, whether they were answered or not. */
  readonly requests: number;
  close(): Promise<void>;
}

/**
 * A real HTTP server with Sentry's wire: envelopes come to `/api/PROJECT/envelope/`.
 * @param answersAfterMs meanwhile a sender holds the connection, and what it has more of waits with it
 */
export async function startSentryServer({ answersAfterMs = 0 } = {}): Promise<SentryServer> {
  const received: string[] = [];
  const items: SentItem[] = [];
  let manner: Manner = "takes";
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    if (manner === "takes") void take(request, response, { received, items, answersAfterMs });
    else misbehave(manner, response);
  });
  const { port, close } = await listen(server);
  return {
    dsn: `http://public@127.0.0.1:${port}/42`,
    received,
    items: (type) => items.filter((item) => item.type === type).map(({ payload }) => payload),
    behave: (next) => {
      manner = next;
    },
    get requests() {
      return requests;
    },
    close,
  };
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  { received, items, answersAfterMs }: { received: string[]; items: SentItem[]; answersAfterMs: number },
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();
  received.push(`${request.url} ${JSON.stringify(request.headers)}\n${text}`);
  items.push(...itemsOf(text));
  await sleep(answersAfterMs);
  const allowed = { "content-type": "application/json", "access-control-allow-origin": "*" };
  response.writeHead(200, allowed).end("{}");
}

/** A line of JSON for the envelope, and then two for each item: its head and itself. */
function itemsOf(envelope: string): SentItem[] {
  const [, ...lines] = envelope.split("\n").filter((line) => line !== "");
  return lines.flatMap((line, index) =>
    index % 2 === 0 ? [{ type: JSON.parse(line).type, payload: JSON.parse(lines[index + 1] ?? "null") }] : [],
  );
}

function misbehave(manner: Exclude<Manner, "takes">, response: ServerResponse): void {
  if (manner === "refuses") response.writeHead(403, { "content-type": "text/plain" }).end("who are you?");
  if (manner === "talks nonsense") response.socket?.end("\u0000 this is no HTTP \r\n\r\n");
}
