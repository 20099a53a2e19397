import type { QueryResultRow } from "pg";
import type { Alongside, RunQueue } from "../../cron/ports/queue.ts";
import type { Trigger } from "../../cron/words/vocabulary.ts";
import type { StatementName, Statements, Transaction } from "./statements.ts";

interface Writing<Row> {
  name: StatementName;
  values: unknown[];
  /** The runs that the statement may have written down to wait, from what it answered. */
  runIdsOf(rows: Row[]): string[];
}

/** Writes runs that wait; what goes alongside, and in queue mode their carriers, within the same commit. */
export async function writeAndCarry<Row extends QueryResultRow>(
  statements: Statements,
  queue: RunQueue | null,
  { name, values, runIdsOf }: Writing<Row>,
  alongside?: Alongside<Row[]>,
): Promise<Row[]> {
  if (!queue && !alongside) return statements.run<Row>(name, values);
  await queue?.open();
  return statements.inTransaction(async (transaction) => {
    const rows = await transaction.run<Row>(name, values);
    if (queue) await carryWaiting(transaction, queue, runIdsOf(rows));
    await alongside?.(transaction, rows);
    return rows;
  });
}

async function carryWaiting(transaction: Transaction, queue: RunQueue, runIds: string[]): Promise<void> {
  if (runIds.length === 0) return;
  const rows = await transaction.run<{ id: string; trigger: Trigger }>("waitingOf", [runIds]);
  const runs = rows.map((row) => ({ runId: row.id, dueInMs: 0, backfill: row.trigger === "backfill" }));
  await queue.send(runs, transaction);
}
