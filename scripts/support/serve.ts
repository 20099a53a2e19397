import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readEnv } from "../../lib/env.ts";
import { keepingNewVariables, ROOT } from "./environment.ts";
import { type HomeDatabase, openHomeDatabase } from "./home-database.ts";
import { answerJson, listen, receiveConnections, recordPeer, refuseLargeBody, refuseOddPath } from "./http-server.ts";
import { migrate } from "./migrations.ts";

/**
 * Serves the application with Next behind a server of our own: when told to stop, Next's waits for open requests
 * without limit and does not hand back the runs.
 */

/** For runs to stop and be handed back; Docker kills after 10 s. */
const DRAIN_GRACE_MS = 8_000;
/** For the answers that the drain set free. */
const FLUSH_MS = 500;

/** Where lib/runtime.ts leaves the process's runtime: Next's bundle has its own copy of that module. */
const RUNTIME = Symbol.for("belfry.runtime");
const globals = globalThis as { [RUNTIME]?: { drain(graceMs: number): Promise<void> } };

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What runs, and is ended when a signal comes. */
interface Parts {
  server: Server;
  database: HomeDatabase;
  /** Settles when Next is ready. */
  handle: Promise<Handle>;
}

interface Serving {
  dev: boolean;
  /** Open already; without it the configured one is opened. */
  database?: HomeDatabase;
  /** Started by a process that has the port and hands over who connects; without it the server listens itself. */
  behind?: NodeJS.Process;
}

/**
 * Starts everything; resolves when requests are answered. SIGTERM and SIGINT drain and end the process with 0, a second
 * one ends it at once.
 * @throws ConfigurationError; and when the port is taken, the build is missing or the database does not start
 */
export async function serve({ dev, database: opened, behind }: Serving): Promise<void> {
  const { port, appUrl } = readEnv();
  if (!dev) requireBuild();
  const server = behind ? createServer() : await listen(port); // first, because it is the cheapest thing that can fail
  const database = opened ?? (await openHomeDatabase());
  database.supervise();
  const isPublicSafe = appUrl.startsWith("https:");
  const handle = prepare({ server, port, dev, databaseUrl: database.url });
  server.on("request", (request, response) => {
    // A platform says so by itself; here a proxy in front has the certificate.
    if (isPublicSafe) response.setHeader("strict-transport-security", "max-age=31536000");
    void answer(handle, request, response);
  });
  if (behind) receiveConnections(server, behind);
  onStopSignal(() => shutDown({ server, database, handle }));
  await handle;
  console.log(`Belfry answers on ${appUrl} (${database.description})`);
}

async function prepare(options: { server: Server; port: number; dev: boolean; databaseUrl: string }): Promise<Handle> {
  const { server, port, dev, databaseUrl } = options;
  const applied = await migrate(databaseUrl);
  if (applied > 0) console.log(`Applied ${applied} migrations`);
  // Loaded late: it looks at NODE_ENV when it is.
  return keepingNewVariables(async () => {
    const { default: next } = await import("next");
    const app = next({ dev, dir: ROOT, port, hostname: "localhost", httpServer: server });
    await app.prepare();
    return app.getRequestHandler();
  });
}

/** A request that comes during the start waits for it. */
async function answer(handle: Promise<Handle>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  recordPeer(request);
  if (refuseOddPath(request, response) || refuseLargeBody(request, response)) return;
  try {
    await (await handle)(request, response);
  } catch (error) {
    console.error("A request could not be answered:", error);
    const message = "The server met an error that it did not expect; its log has the details";
    answerJson(response, 500, { success: false, error: message, code: "internal_error" });
  }
}

async function shutDown({ server, database, handle }: Parts): Promise<void> {
  await handle;
  const closed = new Promise((resolve) => server.listening && server.close(resolve));
  await globals[RUNTIME]?.drain(DRAIN_GRACE_MS);
  await Promise.race([closed, sleep(FLUSH_MS)]);
  server.closeAllConnections();
  await database.release();
}

function onStopSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) process.exit(1);
    stopping = true;
    console.log("Stopping: what runs is handed back. A second signal ends at once.");
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error("The drain failed; the leases of what ran expire by themselves:", error);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
}

function requireBuild(): void {
  if (existsSync(join(ROOT, ".next/BUILD_ID"))) return;
  throw new Error("the application is not built: run `npm run build`, or `npm run quickstart`, which does everything");
}
