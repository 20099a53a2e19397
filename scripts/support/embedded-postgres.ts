import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Loop } from "../../lib/cron/words/loop.ts";
import { backgroundClock } from "../../lib/observe/machine.ts";
import { APP_ROLE, type Cluster, ensureCluster } from "./postgres-cluster.ts";
import { adminUrlOf, isServerAlive, type ServerSettings, startOrJoin, stopServer } from "./postgres-server.ts";
import { isAlive } from "./processes.ts";

/**
 * The Postgres that comes with the project: one server per home folder, shared by every process of that home.
 * It outlives a parent that was killed; the next start finds it by its own postmaster.pid and joins it. When it dies
 * itself, whoever supervises it starts it again on the same port.
 */

const CLOSING_POLL_MS = 50;
const SUPERVISE_EVERY_MS = 500;

export interface EmbeddedPostgres {
  readonly port: number;
  /** False when a server of this home was running already. */
  readonly started: boolean;
  /** Connection string of a database, as the server's superuser: for making databases and roles. */
  url(database: string): string;
  /** Makes the application's database and its role, which is no superuser, unless they exist; its connection string. */
  openAppDatabase(name: string): Promise<string>;
  /**
   * Starts the server again, on its port, whenever it dies, until `release`. Any number of processes may do so.
   * @param onGivenUp told when it does not come up again, and then no more
   */
  supervise(onGivenUp: (error: unknown) => void): void;
  /** Says that this process needs the server no more; the last one to leave stops it. */
  release(): Promise<void>;
}

/**
 * Starts the home's server or joins the one that runs.
 * @param settings more of postgresql.conf, for tests
 * @throws when the server does not come up, with the end of its log
 */
export async function openEmbeddedPostgres(home: string, settings: ServerSettings = {}): Promise<EmbeddedPostgres> {
  const cluster = await ensureCluster(home);
  const leave = await enter(cluster);
  try {
    const { port, started } = await startOrJoin(cluster, { settings, mustKeepPort: false });
    let supervisor: Loop | null = null;
    return {
      port,
      started,
      url: (database) => adminUrlOf(cluster, port, database),
      openAppDatabase: (name) => openAppDatabase(cluster, port, name),
      supervise(onGivenUp) {
        supervisor ??= supervisorOf(cluster, settings, onGivenUp);
        supervisor.start(SUPERVISE_EVERY_MS);
      },
      release: async () => {
        await supervisor?.stop();
        await leave();
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

/** Creates a database unless it exists. @param maintenanceUrl any other database of the server */
export async function ensureDatabase(maintenanceUrl: string, name: string, owner?: string): Promise<void> {
  await withClient(maintenanceUrl, async (client) => {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    const owned = owner === undefined ? "" : ` OWNER ${client.escapeIdentifier(owner)}`;
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}${owned}`);
  });
}

/** It may make databases: `prisma migrate dev` compares with one that it makes and drops. */
async function openAppDatabase(cluster: Cluster, port: number, name: string): Promise<string> {
  const maintenanceUrl = adminUrlOf(cluster, port, "postgres");
  await withClient(maintenanceUrl, async (client) => {
    const found = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [APP_ROLE]);
    if (found.rowCount === 1) return;
    const password = client.escapeLiteral(cluster.appPassword);
    await client.query(`CREATE ROLE ${APP_ROLE} LOGIN NOSUPERUSER CREATEDB PASSWORD ${password}`);
  });
  await ensureDatabase(maintenanceUrl, name, APP_ROLE);
  return `postgresql://${APP_ROLE}:${cluster.appPassword}@127.0.0.1:${port}/${name}`;
}

/** Of two that make the same thing at once, the second finds it made. */
async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } catch (error) {
    const lostTheRace = error instanceof pg.DatabaseError && ["42P04", "42710", "23505"].includes(error.code ?? "");
    if (!lostTheRace) throw error;
  } finally {
    await client.end();
  }
}

/** It keeps no process alive. One failed start is enough: it has tried for long, and told why with the server's log. */
function supervisorOf(cluster: Cluster, settings: ServerSettings, onGivenUp: (error: unknown) => void): Loop {
  const supervisor: Loop = new Loop({
    clock: backgroundClock,
    random: Math.random,
    async turn() {
      if (!isServerAlive(cluster)) await startOrJoin(cluster, { settings, mustKeepPort: true });
      return SUPERVISE_EVERY_MS;
    },
    onFailure(error) {
      void supervisor.stop();
      onGivenUp(error);
    },
    mostBackoffMs: SUPERVISE_EVERY_MS,
  });
  return supervisor;
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
      if (!readdirSync(users).some((name) => isAlive(Number.parseInt(name, 10)))) await stopServer(cluster);
    } finally {
      rmSync(closing, { force: true });
    }
  };
}

function isHeld(closing: string): boolean {
  return existsSync(closing) && isAlive(Number(readFileSync(closing, "utf8")));
}
