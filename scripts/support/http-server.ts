import { createServer, type IncomingMessage, type Server } from "node:http";

/**
 * A server that listens on the port, on all interfaces.
 * @throws when it cannot, with the port and what to do
 */
export function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new Error(explain(error, port), { cause: error })));
    server.listen(port, () => resolve(server));
  });
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

function explain(error: Error, port: number): string {
  const code = "code" in error ? error.code : null;
  if (code === "EADDRINUSE")
    return `port ${port} is taken by another process: stop that one, or set PORT to a free port`;
  if (code === "EACCES") return `this user may not listen on port ${port}: set PORT to one above 1023`;
  return `cannot listen on port ${port}: ${error.message}`;
}
