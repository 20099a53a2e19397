import { spawn, spawnSync } from "node:child_process";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startFauxqs } from "fauxqs";
import type { S3Config } from "../../lib/clients/bucket/s3-bucket.ts";
import { freePort } from "../../scripts/support/free-port.ts";

/** A running S3-protocol server with one empty bucket. */
export interface S3Server {
  config: S3Config;
  stop(): Promise<void>;
}

export async function startFauxqsBucket(name: string): Promise<S3Server> {
  const server = await startFauxqs({ port: 0, host: "127.0.0.1", logger: false });
  server.createBucket(name);
  return { config: configOf(name, server.port), stop: () => server.stop() };
}

/** moto comes from PyPI and is not always there; it keeps keys in S3's order, which fauxqs does not. */
export const hasMoto = () => spawnSync("moto_server", ["--help"], { stdio: "ignore" }).status === 0;

export async function startMotoBucket(name: string): Promise<S3Server> {
  const port = await freePort();
  const child = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore", detached: true });
  const stop = async () => {
    const exited = new Promise((resolve) => child.once("exit", resolve));
    // The command is a shim: the server is another process of its group.
    if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    await exited;
  };
  await waitForPort(port);
  const config = configOf(name, port);
  const client = new S3Client({ ...config, forcePathStyle: true, credentials: config });
  await client.send(new CreateBucketCommand({ Bucket: name }));
  return { config, stop };
}

function configOf(name: string, port: number): S3Config {
  return {
    name,
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    accessKeyId: "test",
    secretAccessKey: "test",
  };
}

async function waitForPort(port: number): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (await accepts(port)) return;
    await sleep(100);
  }
  throw new Error(`Nothing listens on port ${port} after 15 s`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
