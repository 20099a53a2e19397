import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ensureDatabase, openEmbeddedPostgres } from "../../scripts/support/embedded-postgres.ts";
import { migrate } from "../../scripts/support/migrations.ts";
import { isAlive } from "../../scripts/support/processes.ts";
import { listen } from "../support/listening.ts";
import { until } from "../support/until.ts";

const HOLDER = join(import.meta.dirname, "../support/hold-postgres-main.ts");

/** A home whose server was made and stopped: making one takes longer than most of what is tried on it. */
let made: string;
let folder: string;
let home: string;
let cleanUps: (() => Promise<unknown>)[];

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), "belfry-made-"));
  await (await openEmbeddedPostgres(join(made, "home"))).release();
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

beforeEach(() => {
  // mkdtemp makes it 0700: for root, whose server has another account, one more folder to pass through.
  folder = mkdtempSync(join(tmpdir(), "belfry-postgres-"));
  home = join(folder, "home");
  cleanUps = [];
});

afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
  rmSync(folder, { recursive: true, force: true });
});

/** Has the test begin on a home that is made already; without it, on none. */
function beginOnMadeHome(): void {
  execFileSync("cp", ["-a", join(made, "home"), home]); // with its owners, which Node does not copy
  rmSync(join(home, "postgres/port"));
}

/** Without flushes, which outlive a machine that fails: none does here. */
async function open(at = home, settings: Record<string, string> = { fsync: "off" }) {
  const server = await openEmbeddedPostgres(at, settings);
  cleanUps.push(server.release);
  return server;
}

/** Another process that opens the home's server and keeps it until it is killed. */
async function holdElsewhere(): Promise<{ child: ChildProcess; port: number; started: boolean }> {
  const child = spawn(process.execPath, [HOLDER, home], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  return { child, ...JSON.parse(String(line)) };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const serverPid = () => Number(readFileSync(join(home, "postgres/data/postmaster.pid"), "utf8").split("\n")[0]);

test("a home's first start makes a server that only its owner can enter", async () => {
  const server = await open(home, {});
  expect(server.started).toBe(true);
  expect(statSync(join(home, "postgres/data")).mode & 0o777).toBe(0o700);
  expect(statSync(join(home, "postgres/password")).mode & 0o777).toBe(0o600);
  const url = server.url("postgres");
  expect(await query(url, "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  expect(await query(url, "SHOW fsync")).toEqual([{ fsync: "on" }]);
  expect(await query(url, "SELECT DISTINCT auth_method FROM pg_hba_file_rules")).toEqual([
    { auth_method: "scram-sha-256" },
  ]);
  await expect(query(url.replace(/:[^:@]+@/, ":password@"), "SELECT 1")).rejects.toThrow(
    "password authentication failed",
  );
});

test("a second start in the same home joins, and the server stays until the last user leaves", async () => {
  beginOnMadeHome();
  const [first, second] = [await open(), await open()];
  expect(second).toMatchObject({ port: first.port, started: false });
  const pid = serverPid();
  await first.release();
  expect(await query(second.url("postgres"), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await second.release();
  await until("the server is gone", async () => (isAlive(pid) ? null : true));
});

test("starts that meet in a fresh home end up on one server", async () => {
  const servers = await Promise.all([open(), open(), open(), open()]);
  expect(new Set(servers.map(({ port }) => port)).size).toBe(1);
  expect(servers.filter(({ started }) => started)).toHaveLength(1);
});

test("a server whose parent was killed goes on, and the next start finds it with its data", async () => {
  beginOnMadeHome();
  const { child, port, started } = await holdElsewhere();
  expect(started).toBe(true);
  const pid = serverPid();
  child.kill("SIGKILL");
  await once(child, "exit");
  const server = await open();
  expect(server).toMatchObject({ port, started: false });
  expect(serverPid()).toBe(pid);
  await server.release();
  expect(isAlive(pid)).toBe(false); // the killed process is not waited for
});

test("a server that was killed itself is started again and keeps what was committed", async () => {
  beginOnMadeHome();
  const first = await open();
  await query(first.url("postgres"), "CREATE TABLE kept AS SELECT 42 AS answer");
  const pid = serverPid();
  process.kill(pid, "SIGKILL");
  const second = await open();
  expect(second.started).toBe(true);
  expect(await query(second.url("postgres"), "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
});

test("two homes have two servers with passwords of their own", async () => {
  beginOnMadeHome();
  const [one, other] = [await open(), await open(join(folder, "other"))];
  await ensureDatabase(one.url("postgres"), "belfry");
  const intruder = new URL(one.url("postgres"));
  expect(intruder.port).not.toBe(String(other.port));
  intruder.port = String(other.port);
  await expect(query(intruder.href, "SELECT 1")).rejects.toThrow("password authentication failed");
});

test("a stranger on the port of a stale postmaster.pid is not taken for ours", async () => {
  beginOnMadeHome();
  const first = await open();
  const file = join(home, "postgres/data/postmaster.pid");
  const record = readFileSync(file, "utf8");
  await first.release();
  const { port, close } = await listen(createServer((socket) => socket.end("not Postgres")));
  cleanUps.push(close);
  const lines = record.split("\n");
  lines[0] = String(process.pid);
  lines[3] = String(port);
  writeFileSync(file, lines.join("\n"));
  const second = await open();
  expect(second.started).toBe(true);
  expect(await query(second.url("postgres"), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("a server that cannot start says why, with the end of its log", async () => {
  beginOnMadeHome();
  const server = await openEmbeddedPostgres(home);
  await server.release();
  rmSync(join(home, "postgres/data/global"), { recursive: true });
  await expect(openEmbeddedPostgres(home)).rejects.toThrow(/^Postgres did not start: .*pg_control/s);
});

test("creating the database twice at once makes one", async () => {
  beginOnMadeHome();
  const server = await open();
  await Promise.all([1, 2, 3].map(() => ensureDatabase(server.url("postgres"), "belfry")));
  expect(await query(server.url("belfry"), "SELECT current_database() AS name")).toEqual([{ name: "belfry" }]);
});

test("a first start that was cut short leaves nothing in the way", async () => {
  mkdirSync(join(home, "postgres/data.half-made"), { recursive: true });
  const server = await open();
  expect(server.started).toBe(true);
  expect(existsSync(join(home, "postgres/data/PG_VERSION"))).toBe(true);
});

describe("fault C10: the server dies", () => {
  beforeEach(beginOnMadeHome);

  test("whoever supervises it starts it again on the same port, and an open pool goes on", async () => {
    const server = await open();
    server.supervise((error) => {
      throw error;
    });
    const pool = new pg.Pool({ connectionString: server.url("postgres"), max: 2 });
    pool.on("error", () => undefined);
    cleanUps.push(() => pool.end());
    await pool.query("CREATE TABLE kept AS SELECT 42 AS answer");
    const pid = serverPid();
    process.kill(pid, "SIGKILL");
    await until("an answer of the next server", async () => {
      const answer = await pool.query("SELECT answer FROM kept").catch(() => null);
      return answer?.rows[0]?.answer === 42 && serverPid() !== pid ? true : null;
    });
    expect((await open()).port).toBe(server.port);
  });

  test("several that supervise it end up with one server", async () => {
    const [one, other] = [await open(), await open()];
    for (const server of [one, other]) {
      server.supervise((error) => {
        throw error;
      });
    }
    const pid = serverPid();
    process.kill(pid, "SIGKILL");
    await until("an answer", () => query(other.url("postgres"), "SELECT 1").catch(() => null));
    const next = await open();
    expect(next).toMatchObject({ port: one.port, started: false });
  });

  test("who supervises it is told with the end of its log when it does not come up again", async () => {
    const server = await open();
    const { promise: told, resolve: onGivenUp } = Promise.withResolvers<unknown>();
    server.supervise(onGivenUp);
    rmSync(join(home, "postgres/data/global"), { recursive: true });
    process.kill(serverPid(), "SIGKILL");
    expect(String(await told)).toMatch(/Postgres did not start: .*pg_control/s);
  });

  test("a start after a stop takes the same port, and another one while a stranger has it", async () => {
    const first = await openEmbeddedPostgres(home);
    await first.release();
    const second = await openEmbeddedPostgres(home);
    expect(second.port).toBe(first.port);
    await second.release();
    cleanUps.push((await listen(createServer(), first.port)).close);
    expect((await open()).port).not.toBe(first.port);
  });
});

describe("fault C11: the application's role", () => {
  beforeEach(beginOnMadeHome);

  test("is no superuser, owns its database, and can bring it up to date", async () => {
    const server = await open();
    const [url] = await Promise.all([server.openAppDatabase("belfry"), server.openAppDatabase("belfry")]);
    const sql = "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user";
    expect(await query(url, sql)).toEqual([{ rolsuper: false, rolcreaterole: false }]);
    expect(await migrate(url)).toBeGreaterThan(0);
    await expect(query(url, "COPY (SELECT 1) TO PROGRAM 'true'")).rejects.toThrow("permission denied");
    await expect(query(url, "SELECT pg_read_file('/etc/hostname')")).rejects.toThrow("permission denied");
    expect(new URL(url).password).not.toBe(new URL(server.url("postgres")).password);
  });
});
