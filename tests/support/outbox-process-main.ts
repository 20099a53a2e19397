import { Pool } from "pg";
import { createOutbox } from "../../lib/alerts/channels/create-outbox.ts";
import { parseTokenKeys } from "../../lib/env/token-keys.ts";
import { systemClock } from "../../lib/observe/machine.ts";
import { sealBy } from "../../lib/seal.ts";

/** A process that carries messages until it is killed. */

const { DATABASE_URL = "", TOKEN_KEYS = "" } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL, max: 2 });
pool.on("error", () => undefined);
createOutbox({
  pool,
  clock: systemClock,
  random: Math.random,
  redact: (text) => text,
  seal: sealBy(parseTokenKeys(TOKEN_KEYS) as Exclude<ReturnType<typeof parseTokenKeys>, string>),
  channels: { slackUrl: null, discordUrl: null, pagerduty: null, alertEmail: [] },
  mail: null,
  allowedPrivateHosts: ["127.0.0.1"],
  appUrl: "https://belfry.example.com",
  onFailure: (error) => process.stderr.write(`${error}\n`),
  times: { leaseMs: 1_000, tryMs: 800, lookMs: 50 },
}).start();
