import pg from "pg";
import { openBucket } from "../../../lib/clients/bucket/open-bucket.ts";
import { createEngine } from "../../../lib/cron/engine/create-engine.ts";
import { createEvents } from "../../../lib/cron/ports/events.ts";
import { createRegistry } from "../../../lib/cron/schedules/registry.ts";
import { redactNothing } from "../../../lib/cron/words/redact.ts";
import { createDb } from "../../../lib/db.ts";
import { updateRankings } from "../../../lib/jobs/ideas/update-rankings.ts";
import type { Services } from "../../../lib/jobs/services.ts";
import { createRandomBytes, systemClock } from "../../../lib/observe/machine.ts";
import { isDatabaseUnavailable } from "../../../lib/stores/postgres/errors.ts";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";

const TIMES = { leaseMs: 20_000, heartbeatMs: 5_000, sweepMs: 5_000, maxDurationMs: null };

/** update-rankings as it runs in the application: recorded, with its lease, its pages and its cursor. */
export function openRanking(databaseUrl: string): { run(): Promise<void>; close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 3 });
  const services: Services = {
    db: createDb(pool),
    bucket: openBucket({ kind: "folder", name: "unused", path: "unused" }),
  };
  const engine = createEngine({
    registry: createRegistry([updateRankings]),
    ...createPostgresStores(pool),
    clock: systemClock,
    random: Math.random,
    randomBytes: createRandomBytes(),
    services,
    events: createEvents((error) => {
      throw error;
    }),
    times: TIMES,
    worker: "bench",
    release: null,
    redact: redactNothing,
    isStoreUnavailable: isDatabaseUnavailable,
  });
  return {
    async run() {
      const answer = await engine.runNow("update-rankings", {});
      const completed = answer.kind === "ended" && answer.run.status === "completed";
      if (!completed) throw new Error(`The ranking was expected to complete, it answered ${JSON.stringify(answer)}`);
    },
    close: () => pool.end(),
  };
}
