import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createPerson } from "../../lib/auth/seed-admin.ts";
import { createDb } from "../../lib/db.ts";
import { cookieFrom, signIn } from "../support/api-app.ts";
import { ensureBuiltOnce } from "../support/built-application.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database-server.ts";
import { SERVER_SECRET, type ServerProcess, startServer } from "../support/server-process.ts";

const AUTHORIZED = { headers: { authorization: `Bearer ${SERVER_SECRET}` } };

let database: TestDatabase;
let servers: ServerProcess[];
let listeners: Server[];

beforeAll(() => ensureBuiltOnce(), 240_000);

beforeEach(async () => {
  database = await createTestDatabase();
  servers = [];
  listeners = [];
});

afterEach(async () => {
  for (const server of servers) await server.dispose();
  for (const listener of listeners) listener.close();
  await database.drop();
});

async function start(variables: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServer({ DATABASE_URL: database.url, ...variables });
  servers.push(server);
  return server;
}

async function startReady(variables: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await start(variables);
  await server.printed(/Belfry answers on/);
  return server;
}

/** A mail server that takes calls and never says a word: the health check waits for it. */
async function silentMail(): Promise<{ url: string; called: Promise<unknown> }> {
  const listener = createServer().listen(0, "127.0.0.1");
  listeners.push(listener);
  await once(listener, "listening");
  const address = listener.address();
  return {
    url: `smtp://127.0.0.1:${typeof address === "object" && address?.port}`,
    called: once(listener, "connection"),
  };
}

async function signedInCookie(url: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  const [email, password] = ["viewer@example.com", "the password of a viewer"];
  await createPerson({ db: createDb(pool), email, password, role: "viewer" });
  await pool.end();
  return cookieFrom(await signIn(url, email, password));
}

/** Its text as it comes; throws when the connection breaks before the end. */
async function* textOf({ body }: Response): AsyncGenerator<string> {
  for await (const chunk of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) yield chunk;
}

async function runs(): Promise<{ status: string; attempts: number; interruptions: number }[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query("SELECT status, attempts, interruptions FROM cron_job_logs")).rows;
  } finally {
    await client.end();
  }
}

test("SIGTERM hands a running job back without losing the attempt, answers its caller, and ends with 0", async () => {
  const mail = await silentMail();
  const server = await startReady({ SMTP_URL: mail.url });
  const call = fetch(`${server.url}/api/cron/health-check`, AUTHORIZED);
  await mail.called;
  server.child.kill("SIGTERM");
  const answer = await call;
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
  expect(await server.ended).toBe(0);
  expect(await runs()).toEqual([{ status: "retrying", attempts: 0, interruptions: 1 }]);
});

test("SIGINT drains like SIGTERM, and connections that stay open do not hold it", async () => {
  const server = await startReady();
  const idle = connect(Number(new URL(server.url).port), "localhost");
  await once(idle, "connect");
  idle.write("GET /api/health HTTP/1.1\r\nHost: local"); // and never the rest
  server.child.kill("SIGINT");
  expect(await server.ended).toBe(0);
  idle.destroy();
});

test("SIGTERM ends an open event stream as a stream ends: whole, after its retry hint, and without holding the process", async () => {
  const server = await startReady();
  const cookie = await signedInCookie(server.url);
  const stream = await fetch(`${server.url}/api/admin/events`, { headers: { cookie } });
  expect(stream.headers.get("content-type")).toBe("text/event-stream");
  const reader = textOf(stream);
  const first = await reader.next();
  server.child.kill("SIGTERM");
  const rest = await Array.fromAsync(reader);
  expect(await server.ended).toBe(0);
  expect([first.value, ...rest].join("")).toMatch(/^retry: 2000\n(.|\n)*event: ready\n(.|\n)*\n\n$/);
});

test("a second signal ends at once", async () => {
  const mail = await silentMail();
  const server = await startReady({ SMTP_URL: mail.url });
  const call = fetch(`${server.url}/api/cron/health-check`, AUTHORIZED).catch((error: Error) => error);
  await mail.called;
  server.child.kill("SIGTERM");
  await server.printed(/second signal/);
  server.child.kill("SIGTERM");
  expect(await server.ended).not.toBe("SIGKILL");
  await call;
});

test("a taken port is named, with what to do", async () => {
  const listener = createServer().listen(0);
  listeners.push(listener);
  await once(listener, "listening");
  const address = listener.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const server = await start({ PORT: String(port) });
  expect(await server.ended).toBe(1);
  expect(server.output()).toContain(`belfry: port ${port} is taken by another process: stop that one, or set PORT`);
});

test("a wrong configuration refuses to start and lists everything that is wrong", async () => {
  const server = await start({ PORT: "none", BETTER_AUTH_SECRET: "short" });
  expect(await server.ended).toBe(1);
  expect(server.output()).toMatch(/the configuration has 2 problems:\n {2}- PORT: .*\n {2}- BETTER_AUTH_SECRET: /);
});

test("without a cron secret it serves, and the cron routes say what to set", async () => {
  const server = await startReady({ CRON_SECRET: "" });
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  const answer = await fetch(`${server.url}/api/cron/health-check`, { headers: { authorization: "Bearer undefined" } });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ success: false, error: expect.stringContaining("CRON_SECRET") });
  expect(await runs()).toEqual([]);
});

describe("a server that is ready", () => {
  let ready: TestDatabase;
  let server: ServerProcess;
  beforeAll(async () => {
    ready = await createTestDatabase();
    server = await startServer({ DATABASE_URL: ready.url });
    await server.printed(/Belfry answers on/);
  });
  afterAll(async () => {
    await server.dispose();
    await ready.drop();
  });

  test("every page has a policy with a nonce of its own, and every answer the safe headers", async () => {
    const policies = await Promise.all(
      [1, 2].map(async () => {
        const { headers } = await fetch(`${server.url}/sign-in`);
        return headers.get("content-security-policy") ?? "";
      }),
    );
    const nonces = policies.map((policy) => /script-src 'self' 'nonce-([^']{30,})'/.exec(policy)?.[1]);
    expect(new Set(nonces).size).toBe(2);
    expect(policies[0]).toContain("frame-ancestors 'none'");
    const { headers } = await fetch(`${server.url}/api/health`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  test("a cron call with a slash at the end is not redirected", async () => {
    const answer = await fetch(`${server.url}/api/cron/health-check/`, { ...AUTHORIZED, redirect: "manual" });
    expect(answer.status).toBe(200);
  });
});
