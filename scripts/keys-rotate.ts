import { Pool } from "pg";
import { resealChannels } from "../lib/alerts/channels/channel-secrets.ts";
import { readEnv } from "../lib/env.ts";
import { sealBy } from "../lib/seal.ts";
import { loadEnvironment } from "./support/environment.ts";
import { openHomeDatabase } from "./support/home-database.ts";
import { runMain } from "./support/run-main.ts";

/**
 * `npm run keys:rotate`: seals everything that rows keep of secrets by the first key of TOKEN_KEYS. Put the new key before
 * the old ones, let every process start with both, run this, and take the old ones away.
 */
runMain(async () => {
  loadEnvironment({ dev: false });
  const seal = sealBy(readEnv().tokenKeys);
  if (!seal)
    throw new Error(
      "TOKEN_KEYS is not set, so nothing is sealed; set it to k1: and what `openssl rand -base64 32` prints",
    );
  const database = await openHomeDatabase();
  const pool = new Pool({ connectionString: database.url, max: 1 });
  try {
    const { resealed, current, failed } = await resealChannels(pool, seal);
    console.log(
      `Alert channels: ${resealed} sealed anew, ${current} were already, ${failed.length} could not be opened`,
    );
    for (const { name, reason } of failed) console.error(`  ${name}: ${reason}`);
    if (failed.length > 0) process.exitCode = 1;
  } finally {
    await pool.end();
    await database.release();
  }
});
