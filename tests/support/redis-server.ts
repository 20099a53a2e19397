import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/support/free-port.ts";
import { startUpstashServer, type UpstashServer } from "./upstash-server.ts";

export interface RedisServer extends UpstashServer {
  /** Everything is gone, as after a failover to a replica that had nothing yet. */
  loseData(): Promise<void>;
}

/** A real Redis that keeps nothing on disk, reached by Upstash's protocol. @throws where Debian's redis-server is missing */
export async function startRedis(): Promise<RedisServer> {
  if (spawnSync("redis-server", ["--version"]).status !== 0) {
    throw new Error("redis-server is missing: `npm test` installs it, or sudo apt-get install redis-server");
  }
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "belfry-redis-"));
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  const child = spawn("redis-server", options, { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk) => String(chunk).includes("Ready to accept connections") && resolve());
    child.once("exit", (code) => reject(new Error(`redis-server ended with ${code}`)));
  });
  const upstash = await startUpstashServer(port);
  async function close(): Promise<void> {
    await upstash.close();
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
  const loseData = async () => void (await upstash.command("FLUSHALL"));
  return Object.defineProperties({} as RedisServer, {
    ...Object.getOwnPropertyDescriptors(upstash),
    close: { value: close },
    loseData: { value: loseData },
  });
}
