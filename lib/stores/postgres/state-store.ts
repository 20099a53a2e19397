import type {
  ReplaceStateAnswer,
  SaveStateAnswer,
  StateKey,
  StateStore,
  StoredState,
} from "../../cron/ports/states.ts";
import type { Json } from "../../cron/words/json.ts";
import type { Statements } from "./statements.ts";

type WriteRow = { outcome: "saved" | "conflict"; version: number };

/** Saved state in `cron_job_state`. */
export class PostgresStateStore implements StateStore {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  async load({ jobName, key }: StateKey): Promise<StoredState | null> {
    const [row] = await this.#statements.run<{ version: number; value: Json; epoch: number }>("loadState", [
      jobName,
      key,
    ]);
    return row ?? null;
  }

  async saveFenced(
    { jobName, key }: StateKey,
    version: number,
    value: Json,
    run: { runId: string; fence: string },
  ): Promise<SaveStateAnswer> {
    const values = [jobName, key, version, JSON.stringify(value), run.runId, run.fence];
    const [row] = await this.#statements.run<WriteRow | { outcome: "lease_lost" }>("saveState", values);
    return row?.outcome === "lease_lost" ? { outcome: "lease_lost" } : toAnswer(row);
  }

  async replace(
    { jobName, key }: StateKey,
    version: number,
    value: Json,
    { raiseEpoch, actor, alongside }: Parameters<StateStore["replace"]>[3],
  ): Promise<ReplaceStateAnswer> {
    const values = [jobName, key, version, JSON.stringify(value), raiseEpoch ? 1 : 0, actor];
    return this.#statements.runAlongside({ name: "replaceState", values, toAnswer }, alongside);
  }
}

function toAnswer(row: WriteRow | undefined): ReplaceStateAnswer {
  if (!row) throw new Error("cron_state_write_v1 returned no row: is the database migrated?");
  return { outcome: row.outcome, version: row.version };
}
