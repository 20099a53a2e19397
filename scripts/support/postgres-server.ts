import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort, isFreePort } from "./free-port.ts";
import { runAs } from "./postgres-account.ts";
import { type Cluster, ROLE } from "./postgres-cluster.ts";
import { isAlive, isZombie } from "./processes.ts";

/** One cluster's server process: found, started on the cluster's own port, stopped. */

const MAX_CONNECTIONS = 200;
/** Time for crash recovery, too. */
const START_TIMEOUT_SECONDS = 60;
const START_TRIES = 5;
/** A killed server's sessions need a moment to notice; until then its shared memory is in use. */
const BETWEEN_TRIES_MS = 300;
/** How Postgres refuses while it starts, recovers or stops. */
const CANNOT_CONNECT_NOW = "57P03";
/** Above every system's largest process id. */
const NO_PROCESS = 2 ** 30;

export type ServerSettings = Readonly<Record<string, string>>;

/**
 * Finds the cluster's server, or starts it on the port that the cluster had before: connection strings stay right.
 * @param mustKeepPort whether somebody uses the port: a stranger on it is then an error, else another one is taken
 * @throws when it does not come up, with the end of its log
 */
export async function startOrJoin(
  cluster: Cluster,
  { settings, mustKeepPort }: { settings: ServerSettings; mustKeepPort: boolean },
): Promise<{ port: number; started: boolean }> {
  for (let tries = 1; ; tries += 1) {
    const running = await findRunning(cluster);
    if (running) return { port: running, started: false };
    const port = await choosePort(cluster, mustKeepPort);
    try {
      await start(cluster, { ...settings, port: String(port) });
      return { port, started: true };
    } catch (error) {
      // Another process may have been quicker with the cluster or with the port.
      if (tries === START_TRIES) throw new Error(`Postgres did not start: ${endOf(cluster.log)}`, { cause: error });
      await sleep(BETWEEN_TRIES_MS);
    }
  }
}

/** The cluster keeps the port of its first start, as long as nobody else has it. */
async function choosePort(cluster: Cluster, mustKeepPort: boolean): Promise<number> {
  const file = join(cluster.folder, "port");
  const kept = existsSync(file) ? Number(readFileSync(file, "utf8")) : null;
  if (kept && (mustKeepPort || (await isFreePort(kept)))) return kept;
  const port = await freePort();
  writeFileSync(file, String(port), { mode: 0o600 });
  return port;
}

/** Whether the server's process lives; costs one small file. */
export function isServerAlive(cluster: Cluster): boolean {
  const path = pidFile(cluster);
  return existsSync(path) && isAlive(Number.parseInt(readFileSync(path, "utf8"), 10));
}

/** The port of the server that runs on this cluster, or null. Its postmaster.pid may be left over from a crash. */
async function findRunning(cluster: Cluster): Promise<number | null> {
  const path = pidFile(cluster);
  if (!existsSync(path)) return null;
  // Its lines: process id, data folder, start time, port, …
  const [pid, , , port] = readFileSync(path, "utf8").split("\n").map(Number);
  if (!pid || !port || !isAlive(pid)) return null;
  const endsAt = performance.now() + START_TIMEOUT_SECONDS * 1_000;
  // Somebody else starts or stops it just now: another start of ours would only fail.
  for (;;) {
    const answer = await answerOf(cluster, port);
    if (answer !== "later" || performance.now() > endsAt) return answer === "ours" ? port : null;
    await sleep(BETWEEN_TRIES_MS);
  }
}

/** Whether the server at the port is the one of this cluster: only it knows the password and works in the folder. */
async function answerOf(cluster: Cluster, port: number): Promise<"ours" | "later" | "no"> {
  const client = new pg.Client({ connectionString: adminUrlOf(cluster, port, "postgres") });
  client.on("error", () => undefined); // a server that goes away: the query reports it
  try {
    await client.connect();
    const { rows } = await client.query("SHOW data_directory");
    return rows[0]?.data_directory === cluster.data ? "ours" : "no";
  } catch (error) {
    return error instanceof pg.DatabaseError && error.code === CANNOT_CONNECT_NOW ? "later" : "no";
  } finally {
    await client.end();
  }
}

async function start(cluster: Cluster, settings: ServerSettings): Promise<void> {
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

export async function stopServer(cluster: Cluster): Promise<void> {
  if (!(await findRunning(cluster))) return;
  await runAs(cluster.account, cluster.pgCtl, ["stop", "--wait", "--mode=fast", `--pgdata=${cluster.data}`]);
}

export function adminUrlOf({ password }: Cluster, port: number, database: string): string {
  return `postgresql://${ROLE}:${password}@127.0.0.1:${port}/${database}`;
}

function endOf(log: string): string {
  if (!existsSync(log)) return `it left no log at ${log}`;
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-5).join("\n");
}
