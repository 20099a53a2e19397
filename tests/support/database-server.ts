import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { openEmbeddedPostgres } from "../../scripts/support/embedded-postgres.ts";
import { hashMigrations, migrate } from "../../scripts/support/migrations.ts";
import { isAlive } from "../../scripts/support/processes.ts";

const HOME = fileURLToPath(new URL("../../node_modules/.cache/belfry-tests", import.meta.url));
/** Nothing in it is worth a flush; a killed server still loses nothing. */
const SETTINGS = { fsync: "off", max_connections: "300" };
const BUILD_LOCK = 1;

export interface TestServer {
  /** Connection string of the maintenance database. */
  url: string;
  /** The migrated database to copy. */
  template: string;
  release(): Promise<void>;
}

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** Starts or joins the tests' own server, clears what dead test runs left, and builds the template of today's migrations. */
export async function openTestServer(): Promise<TestServer> {
  const server = await openEmbeddedPostgres(HOME, SETTINGS);
  const url = server.url("postgres");
  const template = `template_${hashMigrations()}`;
  await withClient(url, async (client) => {
    // Several test runs may begin at once: one builds, the others wait.
    await client.query("SELECT pg_advisory_lock($1)", [BUILD_LOCK]);
    await dropLeftovers(client);
    if (!(await exists(client, template))) await buildTemplate(client, template, server.url);
  });
  return { url, template, release: server.release };
}

/** A fresh copy of the template. Its name carries the process, so that a later run can tell that its owner is dead. */
export async function copyTemplate({ url, template }: Pick<TestServer, "url" | "template">): Promise<TestDatabase> {
  const name = `test_${process.pid}_${randomUUID().replaceAll("-", "")}`;
  await withClient(url, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const target = new URL(url);
  target.pathname = `/${name}`;
  const drop = () => withClient(url, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  return { url: target.href, drop: async () => void (await drop()) };
}

/** Built under another name: a template that can be seen is whole. Nobody may connect to it, so copying never waits. */
async function buildTemplate(client: pg.Client, template: string, urlOf: (name: string) => string): Promise<void> {
  const draft = `draft_${template}`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft}`);
  await migrate(urlOf(draft));
  await client.query(`ALTER DATABASE ${draft} ALLOW_CONNECTIONS false`);
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
}

async function dropLeftovers(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `SELECT datname, datname LIKE 'template_%' AND (pg_stat_file('base/' || oid || '/PG_VERSION')).modification < now() - interval '1 day' AS old
     FROM pg_database WHERE datname LIKE 'test\\_%' OR datname LIKE 'template\\_%'`,
  );
  for (const { datname, old } of rows) {
    const owner = Number(/^test_(\d+)_/.exec(datname)?.[1]);
    if (old || (owner && !isAlive(owner))) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  }
}

async function exists(client: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
  return rowCount === 1;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
