import "next/dist/server/node-environment-baseline.js";
import { globSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { inspect } from "node:util";
import { NextRequest } from "next/server.js";
import { refuseOddPath } from "../../scripts/support/http-server.ts";
import { breachOf } from "./contract.ts";

/** The parts of Next's own route module that are used here; it publishes no types for running one. */
interface RouteModule {
  handle(request: NextRequest, context: object): Promise<Response>;
}
type RouteModuleClass = new (options: object) => RouteModule;

const ROOT = resolve(import.meta.dirname, "../..");

export interface RouteFile {
  /** Path inside the repository. */
  file: string;
  /** `/api/cron/[...job]` */
  pattern: string;
}

export interface TestHttpServer {
  url: string;
  /** What a platform was asked to stay awake for, in the order of the calls. */
  background: Promise<unknown>[];
  /** Fails when an answer was not what the API's document promises. */
  close(): Promise<void>;
}

/** Every route file of the application. */
export function routeFiles(): RouteFile[] {
  return globSync("app/api/**/route.ts", { cwd: ROOT })
    .map((file) => ({ file, pattern: file.replace(/^app/, "").replace(/\/route\.ts$/, "") }))
    .sort((a, b) => a.pattern.localeCompare(b.pattern));
}

/**
 * Serves the application's real route files on a free port, each through Next's own route module: its `after()`, its
 * automatic HEAD and OPTIONS and its 405 are the real ones. Pages and the build are not part of it. Every answer is held
 * against the API's document.
 */
export async function serveRoutes(): Promise<TestHttpServer> {
  const background: Promise<unknown>[] = [];
  const waitUntil = (work: Promise<unknown>) => void background.push(work);
  const breaches: string[] = [];
  const routes = await Promise.all(routeFiles().map(loadRoute));
  const server = createServer((incoming, outgoing) => {
    if (refuseOddPath(incoming, outgoing)) return;
    // Next would answer a bare 500; a test should see why
    answer({ routes, waitUntil, breaches }, incoming, outgoing).catch((error: unknown) =>
      outgoing.writeHead(500).end(inspect(error)),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The system gave no port");
  const close = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    if (breaches.length > 0) throw new Error(`Answers that the API's document does not allow:\n${breaches.join("\n")}`);
  };
  return { url: `http://127.0.0.1:${address.port}`, background, close };
}

interface LoadedRoute {
  page: string;
  pattern: RegExp;
  names: string[];
  /** Catch-all segments come last, parameters after fixed words. */
  rank: string;
  module: RouteModule;
}

async function loadRoute({ file, pattern }: RouteFile): Promise<LoadedRoute> {
  // Through a variable: Next's inner modules have no types and are no part of its public face.
  const inner = "next/dist/server/route-modules/app-route/module.js";
  const { AppRouteRouteModule } = (await import(inner)) as { AppRouteRouteModule: RouteModuleClass };
  const definition = { kind: "APP_ROUTE", page: `${pattern}/route`, pathname: pattern, filename: file, bundlePath: "" };
  const userland = () => import(resolve(ROOT, file));
  return {
    page: pattern,
    pattern: new RegExp(`^${pattern.replace(/\[\.{3}(\w+)\]/g, "(?<$1>.+)").replace(/\[(\w+)\]/g, "(?<$1>[^/]+)")}$`),
    names: [...pattern.matchAll(/\[\.{3}(\w+)\]/g)].map((match) => match[1] ?? ""),
    rank: pattern.replace(/\[\.{3}\w+\]/g, "\u{fffe}").replace(/\[\w+\]/g, "\u{fffd}"),
    module: new AppRouteRouteModule({
      userland,
      definition,
      distDir: "",
      relativeProjectDir: "",
      resolvedPagePath: file,
    }),
  };
}

interface App {
  routes: LoadedRoute[];
  waitUntil(work: Promise<unknown>): void;
  breaches: string[];
}

async function answer(
  { routes, waitUntil, breaches }: App,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host}`);
  const found = routes
    .filter(({ pattern }) => pattern.test(url.pathname))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))[0];
  if (!found) return void outgoing.writeHead(404).end();
  const closed = new Promise<void>((done) => outgoing.once("close", done));
  const response = await found.module.handle(toRequest(url, incoming), {
    params: paramsOf(found, url.pathname),
    previewProps: undefined,
    renderOpts: {
      experimental: {},
      waitUntil,
      onClose: (callback: () => void) => void closed.then(callback),
      onAfterTaskError: undefined,
    },
    sharedContext: { buildId: "test" },
  });
  const breach = await breachBy(response, { method: incoming.method ?? "GET", pattern: found.page, url });
  if (breach !== null) breaches.push(breach);
  await send(response, incoming.method, outgoing);
}

/** Files are sent while they are read, so only their type is looked at. */
async function breachBy(
  response: Response,
  { method, pattern, url }: { method: string; pattern: string; url: URL },
): Promise<string | null> {
  const contentType = response.headers.get("content-type");
  const body = response.body && contentType?.startsWith("application/json") ? await response.clone().json() : null;
  return breachOf({ method, pattern, pathname: url.pathname, status: response.status, contentType, body });
}

/** As the built application has it, a route without a segment in its path gets none at all. */
function paramsOf({ pattern, names }: LoadedRoute, pathname: string): Record<string, string | string[]> | undefined {
  const groups = pattern.exec(pathname)?.groups;
  if (!groups) return undefined;
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => {
      const parts = value.split("/").map(decodeURIComponent);
      return [name, names.includes(name) ? parts : (parts[0] ?? "")];
    }),
  );
}

/** As the real server does, the peer's address is appended for whoever wants to believe it. */
function toRequest(url: URL, incoming: IncomingMessage): NextRequest {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) headers.set(name, (value ?? []).join(", "));
  const forwarded = [headers.get("x-forwarded-for"), incoming.socket.remoteAddress].filter((hop) => hop);
  headers.set("x-forwarded-for", forwarded.join(", "));
  const method = incoming.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" as const } : {};
  return new NextRequest(url, { method, headers, ...body });
}

async function send(response: Response, method: string | undefined, outgoing: ServerResponse): Promise<void> {
  const cookies = response.headers.getSetCookie();
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "set-cookie"));
  outgoing.writeHead(response.status, { ...headers, ...(cookies.length > 0 && { "set-cookie": cookies }) });
  if (response.body === null || method === "HEAD") return void outgoing.end();
  // As Next sends it: no faster than the caller takes it, cancelled when that one leaves, broken off at an error.
  const { pipeToNodeResponse } = (await import("next/dist/server/pipe-readable.js")) as PipeReadable;
  await pipeToNodeResponse(response.body, outgoing);
}

interface PipeReadable {
  pipeToNodeResponse(body: ReadableStream, response: ServerResponse): Promise<void>;
}
