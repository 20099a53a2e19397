import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Server as NetServer, Socket } from "node:net";

/**
 * A server that listens on the port, on all interfaces.
 * @throws when it cannot, with the port and what to do
 */
export async function listen(port: number): Promise<Server> {
  const server = createServer();
  await listenOn(server, port);
  return server;
}

/** @throws when it cannot, with the port and what to do */
export function listenOn(server: NetServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new Error(explain(error, port), { cause: error })));
    server.listen(port, () => resolve());
  });
}

/**
 * For a server that does not listen: the process that started this one does, and hands over who connects. Called last: a
 * request that nobody listens for is lost.
 */
export function receiveConnections(server: Server, own: NodeJS.Process): void {
  if (server.listenerCount("request") === 0) throw new Error("expected a server that answers requests already");
  own.on("message", (_, socket) => {
    if (!(socket instanceof Socket)) return; // it was gone before it arrived
    server.emit("connection", socket);
    socket.resume();
  });
  own.send?.("ready");
}

/** Finds out early what `listen` would find out late. @throws like `listen` */
export async function requireFreePort(port: number): Promise<void> {
  const server = await listen(port);
  await new Promise((resolve) => server.close(resolve));
}

/** Appends the address we see to X-Forwarded-For, as every proxy before us did; lib/auth/caller.ts reads it. */
export function recordPeer(request: IncomingMessage): void {
  const before = request.headers["x-forwarded-for"];
  const peer = request.socket.remoteAddress ?? "unknown";
  request.headers["x-forwarded-for"] = before ? `${before}, ${peer}` : peer;
}

/** Headers of Next's own navigation: a program that sends them to the API would be redirected, without its secret. */
const NAVIGATION_HEADERS = ["rsc", "next-router-prefetch", "next-router-state-tree", "next-router-segment-prefetch"];

/**
 * Answers what Next would answer in its own way: 404 for a path that cannot be decoded (it throws) and for doubled slashes
 * (it redirects, and a call loses its method and its secret). Takes Next's navigation headers off calls of the API.
 * @returns whether it was answered
 */
export function refuseOddPath(request: IncomingMessage, response: ServerResponse): boolean {
  const [path = "/"] = (request.url ?? "/").split("?");
  if (path.startsWith("/api/")) for (const name of NAVIGATION_HEADERS) delete request.headers[name];
  if (isDecodable(path) && !path.includes("//") && !path.includes("\\")) return false;
  answerJson(response, 404, { success: false, error: "This address leads nowhere", code: "not_found" });
  return true;
}

/** What a body can hold at most, in bytes: a form's. Routes of the API have limits of their own, below this. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Answers 413 to a body that says it is larger than any of ours, and 411 to a form that does not say: Next would read
 * it whole before it looks. Browsers always say. Programs may not: the API counts, and what it leaves is not read.
 * @returns whether it was answered
 */
export function refuseLargeBody(
  { method = "GET", url = "/", headers }: IncomingMessage,
  response: ServerResponse,
): boolean {
  const isUnannounced = headers["transfer-encoding"] !== undefined;
  const isLarge = Number(headers["content-length"] ?? 0) > MAX_BODY_BYTES;
  if (!isUnannounced && !isLarge) return false;
  response.setHeader("connection", "close"); // what is still on its way is not read
  if (isLarge) return refuse(response, 413, "A body holds at most 1 MiB");
  if (url.startsWith("/api/") || method === "GET" || method === "HEAD") return false;
  return refuse(response, 411, "Send the form with its Content-Length");
}

function refuse(response: ServerResponse, status: number, error: string): true {
  answerJson(response, status, { success: false, error, code: "too_large" });
  return true;
}

/** The last resort, when nothing else can answer: the API's shape and its headers. */
export function answerJson(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, {
    "content-type": "application/json",
    "cache-control": "no-cache, no-store, must-revalidate",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
  });
  response.end(JSON.stringify(body));
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function explain(error: Error, port: number): string {
  const code = "code" in error ? error.code : null;
  if (code === "EADDRINUSE")
    return `port ${port} is taken by another process: stop that one, or set PORT to a free port`;
  if (code === "EACCES") return `this user may not listen on port ${port}: set PORT to one above 1023`;
  return `cannot listen on port ${port}: ${error.message}`;
}
