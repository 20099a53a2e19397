import type { Json } from "./ports.ts";

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

/** Saved state of jobs. Version 0 stands for "no row yet"; `value` is null after a reset. */
export interface StateStore {
  load(key: StateKey): Promise<StoredState | null>;
  /** A run's save: only while the run is `started` under this fence and the version still matches. */
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
    options: { raiseEpoch: boolean; actor: string },
  ): Promise<Exclude<SaveStateAnswer, { outcome: "lease_lost" }>>;
}
