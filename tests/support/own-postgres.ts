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
    const pid = Number.parseInt(readFileSync(join(this.#home, "postgres/data/postmaster.pid"), "utf8"), 10);
    process.kill(pid, "SIGKILL");
    while (isAlive(pid)) await sleep(20);
  }

  async start(): Promise<void> {
    this.#server = await openEmbeddedPostgres(this.#home);
    this.#proxy.retarget(this.#server.url(DATABASE));
  }

  async close(): Promise<void> {
    await this.#proxy.close();
    await this.#server.release();
    rmSync(this.#home, { recursive: true, force: true });
  }
}
