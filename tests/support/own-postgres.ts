import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type EmbeddedPostgres,
  ensureDatabase,
  openEmbeddedPostgres,
} from "../../scripts/support/embedded-postgres.ts";
import { migrate } from "../../scripts/support/migrations.ts";
import { isAlive } from "../../scripts/support/processes.ts";
import { DatabaseProxy } from "./database-proxy.ts";

const DATABASE = "belfry";

/** A Postgres of the test's own, to be stopped, killed and started again. Its address stays the same: a proxy's. */
export class OwnPostgres {
  readonly #home: string;
  readonly #proxy: DatabaseProxy;
  #server: EmbeddedPostgres;

  private constructor(home: string, server: EmbeddedPostgres, proxy: DatabaseProxy) {
    this.#home = home;
    this.#server = server;
    this.#proxy = proxy;
  }

  static async open(): Promise<OwnPostgres> {
    const home = mkdtempSync(join(tmpdir(), "belfry-own-postgres-"));
    const server = await openEmbeddedPostgres(home);
    await ensureDatabase(server.url("postgres"), DATABASE);
    await migrate(server.url(DATABASE));
    return new OwnPostgres(home, server, await DatabaseProxy.open(server.url(DATABASE)));
  }

  get url(): string {
    return this.#proxy.url;
  }

  /** An orderly stop: every session is ended with a word (57P01). */
  async stop(): Promise<void> {
    await this.#server.release();
  }

  /** kill -9 of the server's parent process: its sessions end without a word. */
  async kill(): Promise<void> {
    const pid = this.#parentPid();
    process.kill(pid, "SIGKILL");
    while (isAlive(pid)) await sleep(20);
  }

  /** SIGSTOP of all its processes, as of a machine that swaps or a hypervisor that pauses: no session ends, none answers. */
  async standStill(ms: number): Promise<void> {
    const parent = this.#parentPid();
    const all = [parent, ...childrenOf(parent)];
    for (const pid of all) process.kill(pid, "SIGSTOP");
    await sleep(ms);
    for (const pid of all.reverse()) process.kill(pid, "SIGCONT");
  }

  async start(): Promise<void> {
    this.#server = await openEmbeddedPostgres(this.#home);
    this.#proxy.retarget(this.#server.url(DATABASE));
  }

  #parentPid(): number {
    return Number.parseInt(readFileSync(join(this.#home, "postgres/data/postmaster.pid"), "utf8"), 10);
  }

  async close(): Promise<void> {
    await this.#proxy.close();
    await this.#server.release();
    rmSync(this.#home, { recursive: true, force: true });
  }
}

function childrenOf(pid: number): number[] {
  const tasks = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return tasks.trim().split(" ").filter(Boolean).map(Number);
}
