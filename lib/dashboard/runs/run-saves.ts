import type { RunSave } from "../../cron/ports/states.ts";
import type { Json } from "../../cron/words/json.ts";
import type { Db } from "../../db.ts";

/** What a run changed of its job's state under one key ("" for a job without concurrency keys). */
export interface RunSaveEntry extends RunSave {
  firstSavedAt: Date;
  lastSavedAt: Date;
  /** Nobody has saved since. */
  isLatest: boolean;
}

/** A run saves under the key of its parameters; more than one comes from older releases at most. */
const MOST_KEYS = 20;

/** What a run saved, by key; kept as long as the run, whatever was saved after it. */
export async function readRunSaves(db: Db, run: { id: string; jobName: string }): Promise<RunSaveEntry[]> {
  const where = { runId: run.id };
  const rows = await db.cronRunSave.findMany({ where, orderBy: { stateKey: "asc" }, take: MOST_KEYS });
  const versions = rows.length === 0 ? new Map() : await readVersions(db, { ...run, keys: rows.map(keyOf) });
  return rows.map((row) => ({
    key: row.stateKey,
    before: { version: row.beforeVersion, value: row.before as Json, cutFrom: row.beforeCutFrom },
    after: { version: row.afterVersion, value: row.after as Json, cutFrom: row.afterCutFrom },
    saves: row.saves,
    firstSavedAt: row.firstSavedAt,
    lastSavedAt: row.lastSavedAt,
    isLatest: versions.get(row.stateKey) === row.afterVersion,
  }));
}

/** How often a person or another run wrote between this run's first save and its last one. */
export function foreignWrites({ before, after, saves }: RunSave): number {
  return after.version - before.version - saves;
}

async function readVersions(db: Db, { jobName, keys }: { jobName: string; keys: string[] }) {
  const where = { jobName, stateKey: { in: keys } };
  const rows = await db.cronJobState.findMany({ where, select: { stateKey: true, version: true } });
  return new Map(rows.map(({ stateKey, version }) => [stateKey, version]));
}

const keyOf = ({ stateKey }: { stateKey: string }): string => stateKey;
