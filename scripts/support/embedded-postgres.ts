import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort } from "./free-port.ts";
import { runAs } from "./postgres-account.ts";
import { type Cluster, ensureCluster, ROLE } from "./postgres-cluster.ts";
import { isAlive, isZombie } from "./processes.ts";

/**
 * The Postgres that comes with the project: one server per home folder, shared by every process of that home.
 * It outlives a parent that was killed; the next start finds it by its own postmaster.pid and joins it.
 */

const MAX_CONNECTIONS = 200;
/** Time for crash recovery, too. */
const START_TIMEOUT_SECONDS = 60;
const START_TRIES = 3;
const CLOSING_POLL_MS = 50;
/** Above every system's largest process id. */
const NO_PROCESS = 2 ** 30;

export interface EmbeddedPostgres {
  readonly port: number;
  /** False when a server of this home was running already. */
  readonly started: boolean;
  /** Connection string of a database. */
  url(database: string): string;
  /** Says that this process needs the server no more; the last one to leave stops it. */
  release(): Promise<void>;
}

/**
 * Starts the home's server or joins the one that runs.
 * @param settings more of postgresql.conf, for tests
 * @throws when the server does not come up, with the end of its log
 */
export async function openEmbeddedPostgres(
  home: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<EmbeddedPostgres> {
  const cluster = await ensureCluster(home);
  const leave = await enter(cluster);
  try {
    const { port, started } = await startOrJoin(cluster, settings);
    return { port, started, url: (database) => urlOf(cluster, port, database), release: leave };
  } catch (error) {
    await leave();
    throw error;
  }
}

/** Creates a database unless it exists. @param maintenanceUrl any other database of the server */
export async function ensureDatabase(maintenanceUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    const lostTheRace = error instanceof pg.DatabaseError && (error.code === "42P04" || error.code === "23505");
    if (!lostTheRace) throw error;
  } finally {
    await client.end();
  }
}

/**
 * Signs this process in as a user of the server. A server that is just being stopped is waited for: its stopper
 * listed the users before we signed in.
 * @returns signs out, and stops the server when nobody else is left
 */
async function enter(cluster: Cluster): Promise<() => Promise<void>> {
  const users = join(cluster.folder, "users");
  mkdirSync(users, { recursive: true, mode: 0o700 });
  const entry = join(users, `${process.pid}.${randomUUID()}`);
  writeFileSync(entry, "");
  const closing = join(cluster.folder, "closing");
  while (isHeld(closing)) await sleep(CLOSING_POLL_MS);
  return async () => {
    rmSync(entry, { force: true });
    writeFileSync(closing, String(process.pid));
    try {
      if (!readdirSync(users).some((name) => isAlive(Number.parseInt(name, 10)))) await stop(cluster);
    } finally {
      rmSync(closing, { force: true });
    }
  };
}

function isHeld(closing: string): boolean {
  return existsSync(closing) && isAlive(Number(readFileSync(closing, "utf8")));
}

async function startOrJoin(cluster: Cluster, settings: Readonly<Record<string, string>>) {
  for (let tries = 1; ; tries += 1) {
    const running = await findRunning(cluster);
    if (running) return { port: running, started: false };
    const port = await freePort();
    try {
      await start(cluster, { ...settings, port: String(port) });
      return { port, started: true };
    } catch (error) {
      // Another process may have been quicker with the cluster or with the port.
      if (tries === START_TRIES) throw new Error(`Postgres did not start: ${endOf(cluster.log)}`, { cause: error });
    }
  }
}

/** The port of the server that runs on this cluster, or null. Its postmaster.pid may be left over from a crash. */
async function findRunning(cluster: Cluster): Promise<number | null> {
  const path = pidFile(cluster);
  if (!existsSync(path)) return null;
  // Its lines: process id, data folder, start time, port, …
  const [pid, , , port] = readFileSync(path, "utf8").split("\n").map(Number);
  if (!pid || !port || !isAlive(pid)) return null;
  return (await answersFor(cluster, port)) ? port : null;
}

/** Whether the server at the port is the one of this cluster: only it knows the password and works in the folder. */
async function answersFor(cluster: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(cluster, port, "postgres") });
  client.on("error", () => undefined); // a server that goes away: the query reports it
  try {
    await client.connect();
    const { rows } = await client.query("SHOW data_directory");
    return rows[0]?.data_directory === cluster.data;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

async function start(cluster: Cluster, settings: Readonly<Record<string, string>>): Promise<void> {
  disownZombie(pidFile(cluster));
  const all = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: String(MAX_CONNECTIONS),
    timezone: "UTC",
    log_timezone: "UTC",
    ...settings,
  };
  const options = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
  await runAs(cluster.account, cluster.pgCtl, [
    "start",
    "--wait",
    `--timeout=${START_TIMEOUT_SECONDS}`,
    `--pgdata=${cluster.data}`,
    `--log=${cluster.log}`,
    `--options=${options.join(" ")}`,
  ]);
}

/**
 * Postgres takes a killed server that nobody collected for a running one. Its file is kept, for the shared memory that
 * it names is still checked; only the process id becomes one that cannot be.
 */
function disownZombie(path: string): void {
  if (!existsSync(path)) return;
  const [pid, ...rest] = readFileSync(path, "utf8").split("\n");
  if (isZombie(Number(pid))) writeFileSync(path, [NO_PROCESS, ...rest].join("\n"));
}

function pidFile({ data }: Cluster): string {
  return join(data, "postmaster.pid");
}

async function stop(cluster: Cluster): Promise<void> {
  if (!(await findRunning(cluster))) return;
  await runAs(cluster.account, cluster.pgCtl, ["stop", "--wait", "--mode=fast", `--pgdata=${cluster.data}`]);
}

function urlOf({ password }: Cluster, port: number, database: string): string {
  return `postgresql://${ROLE}:${password}@127.0.0.1:${port}/${database}`;
}

function endOf(log: string): string {
  if (!existsSync(log)) return `it left no log at ${log}`;
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-5).join("\n");
}
