import { randomBytes } from "node:crypto";
import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { newRunId } from "../../cron/words/run-id.ts";
import type { Db } from "../../db.ts";
import { decideTurn } from "../incidents/decide-turn.ts";
import { readRuleOverrides, rulesUnder } from "../rules/rule-rows.ts";
import { recordRelease } from "../signals/releases.ts";
import type { Installation, SignalReader, SignalReads } from "../signals/signal-reads.ts";
import type { Incident, Signal } from "../words/incident.ts";
import { readAlertRows, readUnresolved, writeDecision } from "./alert-rows.ts";
import { endTurn, type HeldTurn, readSince } from "./lease.ts";

export interface EvaluationParts {
  db: Db;
  jobs: readonly AnyJob[];
  installation: Installation;
  readers: readonly SignalReader[];
  /** Told of a reader that failed; what the others saw is decided on all the same. */
  onReaderFailure(error: unknown): void;
}

export interface Evaluation {
  /** Incidents that are not over. */
  unresolved: number;
  /** Messages that were put into the outbox. */
  messages: number;
}

/** Larger than any turn on a database that works; its lease has ended before. */
const TRANSACTION_MS = 30_000;

/**
 * A turn: asks all readers what the rows say, decides, and writes incidents, their lines, notices, messages and the
 * cursor in one transaction, or nothing. Taken twice over the same rows it changes nothing more.
 * @param awake see `SignalReads.awake`
 * @throws LostTurnError, and what the database throws
 */
export async function evaluate(parts: EvaluationParts, turn: HeldTurn & { awake: boolean }): Promise<Evaluation> {
  const unresolved = await readUnresolved(parts.db);
  const { signals, complete } = await readSignals(parts, turn, unresolved);
  const cursorAt = complete ? turn.now : null;
  if (signals.length === 0 && unresolved.length === 0 && !turn.waits) {
    await endTurn(parts.db, turn, cursorAt);
    return { unresolved: 0, messages: 0 };
  }
  return await decideAndWrite(parts.db, { turn, signals, cursorAt });
}

interface Deciding {
  turn: HeldTurn;
  signals: readonly Signal[];
  cursorAt: Date | null;
}

async function decideAndWrite(db: Db, { turn, signals, cursorAt }: Deciding): Promise<Evaluation> {
  const { now } = turn;
  return await db.$transaction(
    async (tx) => {
      await endTurn(tx, turn, cursorAt);
      const rows = await readAlertRows(tx, signals, now);
      const decision = decideTurn(rows, signals, { now, newId: () => newRunId(now, randomBytes) });
      const messages = await writeDecision(tx, decision, now);
      return { unresolved: await tx.incident.count({ where: { resolvedAt: null } }), messages };
    },
    { timeout: TRANSACTION_MS },
  );
}

async function readSignals(
  { db, jobs, installation, readers, onReaderFailure }: EvaluationParts,
  turn: HeldTurn & { awake: boolean },
  unresolved: readonly Incident[],
): Promise<{ signals: Signal[]; complete: boolean }> {
  const rule = rulesUnder(await readRuleOverrides(db));
  const { now, awake } = turn;
  const reads: SignalReads = { db, jobs, installation, now, awake, unresolved, rule, since: readSince(turn) };
  const signals: Signal[] = [];
  let complete = true;
  for (const read of [writeRelease, ...readers]) {
    const seen = await read(reads).catch((error: unknown) => {
      onReaderFailure(error);
      complete = false;
      return [];
    });
    signals.push(...seen);
  }
  return { signals, complete };
}

/** What this release has, for the readers that compare releases; it does so once in a process. */
const writeRelease: SignalReader = async (reads) => {
  await recordRelease(reads);
  return [];
};
