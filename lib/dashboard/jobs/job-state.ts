import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { checkWith } from "../../cron/words/errors.ts";
import type { Json } from "../../cron/words/json.ts";
import type { Db } from "../../db.ts";
import type { Words } from "../../i18n/words.ts";
import { issuesWords } from "../words/issue-words.ts";

/** A job's saved state under one key ("" for a job without concurrency keys). */
export interface JobStateEntry {
  key: string;
  /** 0 while nothing was ever saved. */
  version: number;
  epoch: number;
  /** Null after a reset. */
  value: Json;
  updatedAt: Date | null;
  /** The run or person that wrote it. */
  updatedBy: string | null;
}

const MOST_KEYS = 200;

/** All saved states of a job, by key. */
export async function readJobStates(db: Db, jobName: string): Promise<JobStateEntry[]> {
  const rows = await db.cronJobState.findMany({
    where: { jobName },
    orderBy: { stateKey: "asc" },
    take: MOST_KEYS,
    select: { stateKey: true, version: true, epoch: true, value: true, updatedAt: true, updatedBy: true },
  });
  return rows.map(({ stateKey, value, ...rest }) => ({ key: stateKey, value: value as Json, ...rest }));
}

/** What a job that keeps a state has before it was ever saved. */
export const NO_STATE: JobStateEntry = {
  ...{ key: "", version: 0, epoch: 0 },
  ...{ value: null, updatedAt: null, updatedBy: null },
};

/** Why the job cannot use what is stored, in words of a language; null when it can. */
export function stateProblem(words: Words, { state: schema }: AnyJob, { value }: JobStateEntry): string | null {
  if (!schema || value === null) return null;
  const checked = checkWith(schema, value);
  return checked.success ? null : issuesWords(words, checked.issues);
}
