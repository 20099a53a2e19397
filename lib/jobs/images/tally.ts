import type { ItemError } from "../../cron/jobs/define-job.ts";
import type { Db } from "../../db.ts";
import type { Outcome } from "./conversion-outcome.ts";

/** Errors that a result carries one by one; of the others it tells how many there are. */
const MAX_ERRORS = 50;

/** What a run has done so far, over all of its attempts. */
export class Tally {
  processed = 0;
  failed = 0;
  /** Of `failed`: those that had failed in an earlier run, too. */
  failedAgain = 0;
  skipped = 0;
  bytesBefore = 0;
  bytesAfter = 0;
  readonly #errors: ItemError[] = [];

  get done(): number {
    return this.processed + this.failed + this.skipped;
  }

  /** The first 50, then how many more. */
  get errors(): ItemError[] {
    const more = this.failed - this.#errors.length;
    return more > 0 ? [...this.#errors, { id: "", error: `and ${more} more, see the run's log` }] : this.#errors;
  }

  add(outcome: Outcome): void {
    switch (outcome.kind) {
      case "converted":
        this.processed += 1;
        this.bytesBefore += outcome.image.bytesBefore;
        this.bytesAfter += outcome.bytesAfter;
        return;
      case "skipped":
      case "gone":
        this.skipped += 1;
        return;
      case "failed":
        this.#addFailure({ id: outcome.image.sourceKey, error: outcome.error.message });
        if (outcome.image.attempts > 0) this.failedAgain += 1;
        return;
      case "released":
        return;
    }
  }

  #addFailure(failure: ItemError): void {
    this.failed += 1;
    if (this.#errors.length < MAX_ERRORS) this.#errors.push(failure);
  }

  /** What earlier attempts of the run have settled: the rows tell, whatever became of the process. */
  static async ofRun(db: Db, runId: string): Promise<Tally> {
    const tally = new Tally();
    const where = { runId, status: { in: ["converted", "skipped", "gone", "failed", "gave_up"] } };
    const groups = await db.imageConversion.groupBy({
      by: ["status"],
      where,
      _count: true,
      _sum: { bytesBefore: true, bytesAfter: true },
    });
    for (const { status, _count, _sum } of groups) {
      if (status === "converted") {
        tally.processed = _count;
        tally.bytesBefore = Number(_sum.bytesBefore ?? 0);
        tally.bytesAfter = Number(_sum.bytesAfter ?? 0);
      } else if (status === "skipped" || status === "gone") tally.skipped += _count;
      else tally.failed += _count;
    }
    tally.failedAgain = await db.imageConversion.count({ where: { ...failedBy(runId), attempts: { gt: 1 } } });
    if (tally.failed > 0) tally.#errors.push(...(await failuresOf(db, runId)));
    return tally;
  }
}

const failedBy = (runId: string) => ({ runId, status: { in: ["failed", "gave_up"] } });

async function failuresOf(db: Db, runId: string): Promise<ItemError[]> {
  const rows = await db.imageConversion.findMany({
    where: failedBy(runId),
    orderBy: { id: "asc" },
    take: MAX_ERRORS,
    select: { sourceKey: true, error: true },
  });
  return rows.map(({ sourceKey, error }) => ({ id: sourceKey, error: error ?? "unknown" }));
}
