import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";

/** Linux counts in hundredths of a second on every platform that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Adds up the processor seconds of this process and, when it runs on this machine, of the whole Postgres server. */
export interface ProcessorClock {
  /** Seconds so far: Node's and Postgres' (null when the server is not on this machine, or this is not Linux). */
  read(): { node: number; postgres: number | null };
}

export async function openProcessorClock(databaseUrl: string): Promise<ProcessorClock> {
  const postmaster = await findPostmaster(databaseUrl);
  return {
    read() {
      const { user, system } = process.cpuUsage();
      return { node: (user + system) / 1e6, postgres: postmaster === null ? null : serverSeconds(postmaster) };
    },
  };
}

/** The parent of our connection's backend. */
async function findPostmaster(databaseUrl: string): Promise<number | null> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    const backend = rows[0] ? readStat(String(rows[0].pid)) : null;
    return backend?.name === "postgres" ? backend.parent : null;
  } finally {
    await client.end();
  }
}

/** The server's own time, that of its processes, and what it inherited from those that ended. */
function serverSeconds(postmaster: number): number {
  let ticks = readStat(String(postmaster))?.ticksWithEnded ?? 0;
  for (const entry of readdirSync("/proc")) {
    const stat = /^\d+$/.test(entry) ? readStat(entry) : null;
    if (stat?.parent === postmaster) ticks += stat.ticks;
  }
  return ticks / TICKS_PER_SECOND;
}

/** Fields of proc(5) /proc/pid/stat, or null for a process that is not there. */
function readStat(pid: string) {
  const text = readIfThere(`/proc/${pid}/stat`);
  if (text === null) return null;
  const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
  // After the name: state, ppid, …; utime, stime, cutime and cstime are fields 14 to 17 of the whole line.
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [own = 0, system = 0, ended = 0, endedSystem = 0] = fields.slice(11, 15);
  const ticks = own + system;
  return { name, parent: fields[1] ?? 0, ticks, ticksWithEnded: ticks + ended + endedSystem };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT" || code === "ESRCH") return null;
    throw error;
  }
}
