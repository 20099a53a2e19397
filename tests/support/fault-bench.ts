import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "pg";
import type { AttemptEntry } from "../../lib/cron/ports/runs.ts";
import type { RunStatus } from "../../lib/cron/words/vocabulary.ts";
import { createTestDatabase } from "./database.ts";
import { EffectsFile } from "./effects-file.ts";
import { EngineProcess, type EngineProcessConfig } from "./engine-process.ts";

/** The columns of a run's row that tests of faults look at. */
export interface RunRow {
  id: string;
  job_name: string;
  status: RunStatus;
  reason: string | null;
  attempts: number;
  interruptions: number;
  deliveries: number;
  scheduled_for: Date | null;
  fence: string;
  lane: number | null;
  result: unknown;
  error: { name: string; message: string } | null;
  error_message: string | null;
  message: string | null;
  progress: { done: number; total: number | null } | null;
  attempt_log: (AttemptEntry & { worker: string })[] | null;
  abort_reason: string | null;
  worker: string | null;
}

const COLUMNS = `id, job_name, status, reason, attempts, interruptions, deliveries, scheduled_for, fence, lane, result, error,
  error_message, message, progress, attempt_log, abort_reason, worker`;

/** A database, an effects file and any number of real engine processes; `close` ends all of them. */
export class FaultBench {
  readonly folder = mkdtempSync(join(tmpdir(), "belfry-faults-"));
  readonly effects = new EffectsFile(join(this.folder, "effects"));
  readonly pool: Pool;
  readonly databaseUrl: string;
  readonly #drop: () => Promise<void>;
  readonly #processes: EngineProcess[] = [];

  private constructor(databaseUrl: string, drop: () => Promise<void>) {
    this.databaseUrl = databaseUrl;
    this.#drop = drop;
    this.pool = new Pool({ connectionString: databaseUrl, max: 3 });
    this.pool.on("error", () => undefined);
  }

  /** @param database one of the test's own; without it a fresh copy of the template */
  static async open(database?: { url: string; drop: () => Promise<void> }): Promise<FaultBench> {
    const { url, drop } = database ?? (await createTestDatabase());
    return new FaultBench(url, drop);
  }

  async start(config: Partial<EngineProcessConfig> = {}): Promise<EngineProcess> {
    const process = await EngineProcess.start({
      databaseUrl: this.databaseUrl,
      effectsPath: this.effects.path,
      ...config,
    });
    this.#processes.push(process);
    return process;
  }

  /** Starts several at once. */
  startMany(count: number, config: Partial<EngineProcessConfig> = {}): Promise<EngineProcess[]> {
    return Promise.all(Array.from({ length: count }, () => this.start(config)));
  }

  /** A path that a stubborn handler can wait for. */
  releasePath(name: string): string {
    return join(this.folder, name);
  }

  async rows(): Promise<RunRow[]> {
    return (await this.pool.query<RunRow>(`select ${COLUMNS} from cron_job_logs order by id`)).rows;
  }

  async row(runId: string): Promise<RunRow> {
    const { rows } = await this.pool.query<RunRow>(`select ${COLUMNS} from cron_job_logs where id = $1`, [runId]);
    if (!rows[0]) throw new Error(`No row of run ${runId}`);
    return rows[0];
  }

  async onlyRow(): Promise<RunRow> {
    const [row, ...more] = await this.rows();
    if (!row || more.length > 0) throw new Error(`Expected one row, found ${row ? more.length + 1 : 0}`);
    return row;
  }

  /** The row as soon as it is so. */
  async waitForRow(runId: string, fits: (row: RunRow) => boolean, patienceMs = 30_000): Promise<RunRow> {
    const deadlineMs = performance.now() + patienceMs;
    for (;;) {
      const row = await this.row(runId);
      if (fits(row)) return row;
      if (performance.now() > deadlineMs) {
        throw new Error(`The row did not become so within ${patienceMs} ms: ${JSON.stringify(row)}`);
      }
      await sleep(50);
    }
  }

  /** Forgets all runs and effects, so that the same processes serve the next test; nothing may run any more. */
  async clear(): Promise<void> {
    await this.pool.query("delete from cron_job_logs; delete from cron_job_state");
    this.effects.clear();
  }

  async close(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.kill()));
    await this.pool.end();
    await this.#drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const isOver = ({ status }: RunRow): boolean => !["queued", "started", "retrying"].includes(status);
