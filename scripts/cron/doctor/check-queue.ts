import type { Connection } from "../connect.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** A run that waits for so long although it could be claimed has no worker to wait for. */
const UNCLAIMED_MS = 60_000;
const LIMIT = 1_000;

/** Whether the runs of queue mode are being taken. Inline there is nothing to look at. */
export async function checkQueue({ runtime }: Pick<Connection, "runtime">): Promise<Finding[]> {
  const { env, engine, runs } = runtime;
  if (env.runMode === "inline") return [];
  const jobNames = engine.jobs.map((job) => job.name);
  const waiting = await runs.uncarried({ limit: LIMIT, jobNames, afterMs: UNCLAIMED_MS });
  if (waiting.length === 0) return [ok("workers", "no run waits for a worker")];
  const count = waiting.length === LIMIT ? `${LIMIT} runs or more` : `${waiting.length} runs`;
  const evidence = `${count} could go on and have waited for a worker for over a minute`;
  const fix = "start `npm run worker`, more of them, or raise WORKER_CONCURRENCY; RUN_MODE=inline needs none";
  return [warning({ check: "workers", evidence, fix, entry: "does-not-run" })];
}
