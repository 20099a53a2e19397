import { randomBytes, randomFillSync } from "node:crypto";

const POOL_BYTES = 4096;

/**
 * A source of random bytes that asks the system's generator for a pool at a time: asking it for each run's id anew cost
 * a twentieth of the process's time under load.
 */
export function createRandomBytes(): (count: number) => Uint8Array {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  return (count) => {
    if (count > POOL_BYTES) return randomBytes(count);
    if (used + count > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    used += count;
    return pool.slice(used - count, used);
  };
}
