import type { Alongside, RunQueue } from "../../cron/ports/queue.ts";
import type { Beat, BeatAnswer } from "../../cron/ports/runs.ts";
import type {
  CancelledTasks,
  EnqueueAnswer,
  EnqueueRequest,
  RescuedTask,
  StartedTask,
  TaskClaim,
  TaskFinish,
  TaskFinishAnswer,
  TaskStore,
} from "../../cron/ports/tasks.ts";
import type { Json } from "../../cron/words/json.ts";
import { sendBeats } from "./beats.ts";
import { type BatchMember, NaturalBatch } from "./natural-batch.ts";
import type { Statements } from "./statements.ts";

/** Waiting tasks that one statement cancels: it locks all of them. */
const CANCEL_BATCH = 1_000;

interface ClaimedRow {
  id: string;
  run_id: string;
  job_name: string;
  task: string;
  item_id: string;
  key: string;
  item: Json;
  fence: string;
  attempt: number;
  max_attempts: number;
  interruptions: number;
  deferrals: number;
  walked_to: string;
}

type TaskFinishRow =
  | { id: string; fence: string; applied: true; status: Extract<TaskFinishAnswer, { applied: true }>["status"] }
  | { id: string; fence: string; applied: false; status: null };

/** Tasks in `cron_run_tasks`. Finishes that come together share a commit. */
export class PostgresTaskStore implements TaskStore {
  readonly #statements: Statements;
  readonly #beats: Statements;
  readonly #queue: RunQueue | null;
  readonly #finishes: NaturalBatch<TaskFinish, TaskFinishAnswer>;

  /**
   * @param beats the same statements over the keeper's own connection
   * @param queue queue mode: what is enqueued is announced to workers in the same commit
   */
  constructor(statements: Statements, beats: Statements, queue: RunQueue | null) {
    this.#statements = statements;
    this.#queue = queue;
    this.#beats = beats;
    this.#finishes = new NaturalBatch({ encode: taskFinishJson, send: (members) => this.#sendFinishes(members) });
  }

  async enqueue({ runId, fence, items, ...task }: EnqueueRequest): Promise<EnqueueAnswer> {
    const taskJson = { job_name: task.jobName, task: task.task, lanes: task.lanes, max_attempts: task.maxAttempts };
    const rows = items.map(({ id, itemId, key, item }) => ({ id, item_id: itemId, key, item }));
    const values = [runId, fence, JSON.stringify(taskJson), JSON.stringify(rows)];
    const row = await this.#enqueue(values);
    if (!row) throw new Error("cron_enqueue_tasks_v1 returned no row: is the database migrated?");
    return row.outcome === "added" ? { outcome: row.outcome, added: row.added } : { outcome: row.outcome };
  }

  async #enqueue(values: unknown[]): Promise<EnqueueAnswer | undefined> {
    const queue = this.#queue;
    if (!queue) return (await this.#statements.run<EnqueueAnswer>("enqueueTasks", values))[0];
    await queue.open();
    return this.#statements.inTransaction(async (transaction) => {
      const [row] = await transaction.run<EnqueueAnswer>("enqueueTasks", values);
      if (row?.outcome === "added" && row.added > 0) await queue.announceTasks(row.added, transaction);
      return row;
    });
  }

  async claim(request: TaskClaim): Promise<{ tasks: StartedTask[]; walkedTo: string }> {
    const { worker, limit, leaseMs, kinds, after } = request;
    const rows = await this.#statements.run<ClaimedRow>("claimTasks", [worker, limit, leaseMs, kinds, after]);
    return { tasks: rows.map(toStartedTask), walkedTo: rows.at(-1)?.walked_to ?? "" };
  }

  beat(beats: Beat[]): Promise<BeatAnswer[]> {
    return sendBeats(this.#beats, beats, "beatTasks");
  }

  finish(request: TaskFinish): Promise<TaskFinishAnswer> {
    return this.#finishes.push(request);
  }

  async rescue(limit: number): Promise<RescuedTask[]> {
    type Row = { id: string; run_id: string; job_name: string; status: RescuedTask["status"] };
    const rows = await this.#statements.run<Row>("rescueTasks", [limit]);
    return rows.map((row) => ({ taskId: row.id, runId: row.run_id, jobName: row.job_name, status: row.status }));
  }

  async cancel(runId: string, alongside?: Alongside<CancelledTasks>): Promise<CancelledTasks> {
    const toAnswer = (row: CancelledTasks | undefined) => row ?? { cancelled: 0, stopping: 0 };
    const values: unknown[] = [runId, CANCEL_BATCH];
    let cancelled = 0;
    for (;;) {
      const batch = await this.#statements.runAlongside({ name: "cancelTasks", values, toAnswer }, alongside);
      cancelled += batch.cancelled;
      if (batch.cancelled < CANCEL_BATCH) return { cancelled, stopping: batch.stopping };
    }
  }

  async #sendFinishes(members: BatchMember<TaskFinish>[]): Promise<TaskFinishAnswer[]> {
    const ids = members.map(({ request }) => request.taskId);
    const rows = await this.#statements.run<TaskFinishRow>("finishTasks", [
      ids,
      `[${members.map(({ json }) => json)}]`,
    ]);
    const byTask = new Map(rows.map((row) => [`${row.id} ${row.fence}`, row]));
    return members.map(({ request }) => toAnswer(byTask.get(`${request.taskId} ${request.fence}`)));
  }
}

function taskFinishJson(request: TaskFinish): string {
  return JSON.stringify({
    id: request.taskId,
    fence: request.fence,
    kind: request.kind,
    ...(request.kind === "ended"
      ? { status: request.status }
      : { retry_ms: Math.round(request.retryInMs), costs: request.costs }),
    lag_ms: Math.round(request.lagMs),
    pause_ms: request.pauseKeyMs === null ? null : Math.round(request.pauseKeyMs),
    result: request.result,
    error: request.error,
    lines: request.lines.length > 0 ? request.lines : undefined,
  });
}

const toAnswer = (row: TaskFinishRow | undefined): TaskFinishAnswer =>
  row?.applied ? { applied: true, status: row.status } : { applied: false };

function toStartedTask(row: ClaimedRow): StartedTask {
  return {
    id: row.id,
    runId: row.run_id,
    jobName: row.job_name,
    task: row.task,
    itemId: row.item_id,
    key: row.key,
    item: row.item,
    fence: row.fence,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    interruptions: row.interruptions,
    deferrals: row.deferrals,
  };
}
