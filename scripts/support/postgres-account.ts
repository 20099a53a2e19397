import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chownSync, statSync } from "node:fs";
import { dirname } from "node:path";

const ACCOUNT = "postgres";

/** Who Postgres runs as: ourselves, or for root, whom Postgres refuses, a system account of its own. */
export type PostgresAccount =
  | { kind: "ourselves" }
  | { kind: "system"; uid: number; gid: number; throughPrivate: boolean };

/**
 * Finds the account, making it when we are root and it does not exist.
 * @param paths everything that Postgres must reach: its programs and its data
 * @throws when the account cannot be made
 */
export function findAccount(paths: readonly string[]): PostgresAccount {
  if (process.getuid?.() !== 0) return { kind: "ourselves" };
  const { uid, gid } = readAccount() ?? makeAccount();
  return { kind: "system", uid, gid, throughPrivate: paths.some(isPrivate) };
}

/** Makes the account the owner of a path that it must write. */
export function giveTo(account: PostgresAccount, path: string): void {
  if (account.kind === "system") chownSync(path, account.uid, account.gid);
}

/** Runs one of Postgres' programs to its end under the account. @throws with the program's own words when it fails */
export async function runAs(account: PostgresAccount, program: string, args: readonly string[]): Promise<void> {
  const [command, commandArgs, identity] = asAccount(account, program, args);
  const child = spawn(command, commandArgs, { ...identity, cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    // Not "close": the server that pg_ctl leaves behind may keep the pipe open.
    child.once("exit", resolve);
  });
  child.stderr.destroy();
  if (code !== 0) throw new Error(`${program} ended with code ${code}: ${said.trim() || "it said nothing"}`);
}

function asAccount(
  account: PostgresAccount,
  program: string,
  args: readonly string[],
): [string, readonly string[], { uid?: number; gid?: number }] {
  if (account.kind === "ourselves") return [program, args, {}];
  const { uid, gid } = account;
  if (!account.throughPrivate) return [program, args, { uid, gid }];
  return ["setpriv", [...passThrough(uid, gid), program, ...args], {}];
}

/**
 * A clone under /root or `mktemp -d` lies behind a folder that only root may enter. Rather than open that folder,
 * the account gets the one capability of passing through; containers lack the narrow one and have the wider.
 */
function passThrough(uid: number, gid: number): string[] {
  // Without this bit access(2), by which initdb looks for its neighbours, would not count the capability.
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--securebits=+no_setuid_fixup"];
  const withCapability = (name: string) => [...identity, `--inh-caps=+${name}`, `--ambient-caps=+${name}`];
  const working = ["dac_read_search", "dac_override"]
    .map(withCapability)
    .find((args) => succeeds("setpriv", [...args, "true"]));
  if (working) return working;
  throw new Error(
    `Postgres cannot run as root, and its account "${ACCOUNT}" may not enter this folder; expected a folder that others ` +
      "may pass through: move the clone (and BELFRY_HOME) to one, or run as an ordinary user, or set DATABASE_URL",
  );
}

function isPrivate(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return true;
    if (folder === dirname(folder)) return false;
  }
}

function readAccount(): { uid: number; gid: number } | null {
  if (!succeeds("id", [ACCOUNT])) return null;
  const id = (flag: string) => Number(execFileSync("id", [flag, ACCOUNT], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function makeAccount(): { uid: number; gid: number } {
  execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]);
  const account = readAccount();
  if (account) return account;
  throw new Error(
    `Postgres cannot run as root and the account "${ACCOUNT}" could not be made: run as an ordinary user`,
  );
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
