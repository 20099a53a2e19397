import type { FinishAnswer, FinishRequest } from "../../cron/ports.ts";
import type { RunStatus } from "../../cron/vocabulary.ts";
import { type Member, NaturalBatch } from "./natural-batch.ts";
import type { Statements } from "./statements.ts";
import { endingValues, finishJson } from "./wire.ts";

interface FinishRow {
  id: string;
  fence: string;
  applied: boolean;
  status: RunStatus | null;
  completed_at: Date | null;
  next_waits: boolean;
}

/** Ends runs and hands them back, grouped with all that finish at the same time. */
export class Finishing {
  readonly #statements: Statements;
  readonly #batch: NaturalBatch<FinishRequest, FinishAnswer>;

  constructor(statements: Statements) {
    this.#statements = statements;
    this.#batch = new NaturalBatch({ encode: finishJson, send: (members) => this.#finishGroup(members) });
  }

  finish(request: FinishRequest): Promise<FinishAnswer> {
    return this.#batch.push(request);
  }

  async #finishGroup(members: Member<FinishRequest>[]): Promise<FinishAnswer[]> {
    const rows = await this.#ask(members);
    const answers = new Map(rows.map((row) => [`${row.id} ${row.fence}`, row]));
    return members.map(({ request }) => toAnswer(answers.get(`${request.runId} ${request.fence}`)));
  }

  #ask(members: Member<FinishRequest>[]): Promise<FinishRow[]> {
    const alone = members.length === 1 ? members[0]?.request : undefined;
    if (alone?.kind === "ended") return this.#statements.run("finishOne", endingValues(alone));
    const ids = members.map(({ request }) => request.runId);
    return this.#statements.run("finish", [ids, `[${members.map(({ json }) => json).join()}]`]);
  }
}

function toAnswer(row: FinishRow | undefined): FinishAnswer {
  if (!row?.applied) return { applied: false, nextWaits: false, status: null, completedAt: null };
  return { applied: true, nextWaits: row.next_waits, status: row.status, completedAt: row.completed_at };
}
