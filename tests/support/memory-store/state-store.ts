import { isDeepStrictEqual } from "node:util";
import type {
  KeptState,
  RunSave,
  SaveStateAnswer,
  StateKey,
  StateStore,
  StoredState,
} from "../../../lib/cron/ports/states.ts";
import type { Json } from "../../../lib/cron/words/json.ts";
import type { RunTable } from "./run-table.ts";

const KEPT_BYTES = 16_384;
const CUT_LENGTH = 4096;

/** Saved state of jobs in this process's memory. */
export class MemoryStateStore implements StateStore {
  readonly #table: RunTable;
  readonly #states = new Map<string, StoredState & { writtenBy: string }>();
  readonly #saves = new Map<string, RunSave>();

  constructor(table: RunTable) {
    this.#table = table;
  }

  async load(key: StateKey): Promise<StoredState | null> {
    const stored = this.#states.get(mapKey(key));
    return stored ? { version: stored.version, value: structuredClone(stored.value), epoch: stored.epoch } : null;
  }

  async saveFenced(
    key: StateKey,
    version: number,
    value: Json,
    run: { runId: string; fence: string },
  ): Promise<SaveStateAnswer> {
    if (!this.#table.held(run.runId, run.fence)) return { outcome: "lease_lost" };
    const before = this.#states.get(mapKey(key));
    const answer = this.#write(key, { version, value, raiseEpoch: false, writtenBy: run.runId });
    // The same save sent again was kept the first time.
    if (answer.outcome === "saved" && (before?.version ?? 0) === version) {
      const after = { version: answer.version, value };
      this.#keep(run.runId, key.key, { before: before ?? { version: 0, value: null }, after });
    }
    return answer;
  }

  /** What a run changed, for looking. */
  savesOf(runId: string): RunSave[] {
    return [...this.#saves].filter(([id]) => id.startsWith(runId)).map(([, save]) => structuredClone(save));
  }

  async replace(
    key: StateKey,
    version: number,
    value: Json,
    options: { raiseEpoch: boolean; actor: string },
  ): Promise<Exclude<SaveStateAnswer, { outcome: "lease_lost" }>> {
    return this.#write(key, { version, value, raiseEpoch: options.raiseEpoch, writtenBy: options.actor });
  }

  #keep(
    runId: string,
    key: string,
    { before, after }: Record<"before" | "after", Pick<StoredState, "version" | "value">>,
  ) {
    const id = `${runId} ${key}`;
    const earlier = this.#saves.get(id);
    this.#saves.set(id, {
      key,
      before: earlier?.before ?? toKept(before),
      after: toKept(after),
      saves: (earlier?.saves ?? 0) + 1,
    });
  }

  #write(
    key: StateKey,
    change: { version: number; value: Json; raiseEpoch: boolean; writtenBy: string },
  ): Exclude<SaveStateAnswer, { outcome: "lease_lost" }> {
    const before = this.#states.get(mapKey(key));
    const found = before?.version ?? 0;
    // The same write sent again after a lost answer counts as saved, once.
    const repeated = before?.writtenBy === change.writtenBy && isDeepStrictEqual(before.value, change.value);
    if (found === change.version + 1 && repeated) return { outcome: "saved", version: found };
    if (found !== change.version) return { outcome: "conflict", version: found };
    const version = found + 1;
    const epoch = (before?.epoch ?? 0) + (change.raiseEpoch ? 1 : 0);
    this.#states.set(mapKey(key), {
      version,
      epoch,
      value: structuredClone(change.value),
      writtenBy: change.writtenBy,
    });
    return { outcome: "saved", version };
  }
}

const mapKey = ({ jobName, key }: StateKey): string => JSON.stringify([jobName, key]);

function toKept({ version, value }: Pick<StoredState, "version" | "value">): KeptState {
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes <= KEPT_BYTES) return { version, value: structuredClone(value), cutFrom: null };
  return { version, value: text.slice(0, CUT_LENGTH), cutFrom: bytes };
}
