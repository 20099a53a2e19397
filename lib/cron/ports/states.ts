import type { Json } from "../words/json.ts";
import type { Alongside } from "./queue.ts";

export interface StoredState {
  version: number;
  value: Json;
  /** Raised whenever a person resets or rewinds the state: handlers store it with what they did. */
  epoch: number;
}

export type SaveStateAnswer =
  | { outcome: "saved"; version: number }
  /** The run no longer holds its lease. */
  | { outcome: "lease_lost" }
  /** Somebody else saved since `version` was read. */
  | { outcome: "conflict"; version: number };

export interface StateKey {
  jobName: string;
  /** `concurrencyKey(params)` of the job, or "" */
  key: string;
}

/** A state as it is kept with a run: whole, or the beginning of its JSON text. */
export interface KeptState {
  /** 0: nothing was ever saved. */
  version: number;
  /** Null also after a reset; the first 4,096 characters of the JSON text when it was cut. */
  value: Json;
  /** Bytes of the whole JSON text when it was above 16 KiB and cut, else null. */
  cutFrom: number | null;
}

/** What a run changed of a job's state under one key. */
export interface RunSave {
  key: string;
  /** As the run's first save found it, in whichever attempt. */
  before: KeptState;
  /** As its last save left it. */
  after: KeptState;
  saves: number;
}

export type ReplaceStateAnswer = Exclude<SaveStateAnswer, { outcome: "lease_lost" }>;

/** Saved state of jobs. Version 0 stands for "no row yet"; `value` is null after a reset. */
export interface StateStore {
  load(key: StateKey): Promise<StoredState | null>;
  /**
   * A run's save: only while the run is `started` under this fence and the version still matches. What it changed is
   * kept with the run.
   */
  saveFenced(
    key: StateKey,
    version: number,
    value: Json,
    run: { runId: string; fence: string },
  ): Promise<SaveStateAnswer>;
  /** A person's change: `raiseEpoch` when the work it stands for has to be done again. */
  replace(
    key: StateKey,
    version: number,
    value: Json,
    options: { raiseEpoch: boolean; actor: string; alongside?: Alongside<ReplaceStateAnswer> | undefined },
  ): Promise<ReplaceStateAnswer>;
}
