import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openEmbeddedPostgres } from "../support/embedded-postgres.ts";

/** The one server on which everything of a bench run is measured. */
export interface BenchServer {
  /** What it is, for the report. */
  readonly description: string;
  /** Makes a fresh, empty database and returns its connection string; `close` drops it. */
  createDatabase(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Postgres' own default; the peers are measured with it, too. */
const SETTINGS = { max_connections: "100" };

/** The server of DATABASE_URL, or an embedded one in a temporary folder that goes with the bench. */
export async function openBenchServer(): Promise<BenchServer> {
  const { DATABASE_URL: given } = process.env;
  if (given) return serve(given, async () => undefined);
  const home = mkdtempSync(join(tmpdir(), "belfry-bench-"));
  const server = await openEmbeddedPostgres(join(home, "home"), SETTINGS);
  return serve(server.url("postgres"), async () => {
    await server.release();
    rmSync(home, { recursive: true, force: true });
  });
}

async function serve(maintenanceUrl: string, stop: () => Promise<void>): Promise<BenchServer> {
  const admin = new pg.Client({ connectionString: maintenanceUrl });
  await admin.connect();
  const { rows } = await admin.query<{ server_version: string }>("show server_version");
  const made: string[] = [];
  return {
    description: `Postgres ${rows[0]?.server_version}`,
    async createDatabase(name) {
      const database = `belfry_bench_${name}_${process.pid}`;
      await admin.query(`create database ${database}`);
      made.push(database);
      const url = new URL(maintenanceUrl);
      url.pathname = `/${database}`;
      return url.href;
    },
    async close() {
      for (const database of made) await admin.query(`drop database ${database} with (force)`);
      await admin.end();
      await stop();
    },
  };
}
