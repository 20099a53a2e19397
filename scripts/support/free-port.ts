import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports that systems give to whoever connects somewhere: those are taken at any moment. */
const FIRST = 20_000;
const AFTER_LAST = 32_768;
const TRIES = 100;

/** A port of this machine that nobody listens on at the moment, nor is likely to before the caller does. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(FIRST, AFTER_LAST);
    if (await isFreePort(port)) return port;
  }
  throw new Error(`no port of ${TRIES} between ${FIRST} and ${AFTER_LAST} is free`);
}

/** Whether nobody listens on a port of this machine at the moment. */
export function isFreePort(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
