import { z } from "zod";

/** What can be done to several jobs at once. */
export const BULK_ACTS = ["enable", "disable", "pause", "resume", "run"] as const;
export type BulkAct = (typeof BULK_ACTS)[number];

/** What a person has chosen and not confirmed yet. */
export interface BulkRequest {
  act: BulkAct;
  /** Names of registered jobs, each once. */
  jobs: readonly string[];
}

/**
 * The choice that an address holds (`?act=disable&job=a&job=b`), or null when it holds none. Names that no job has are
 * left out: the address may be old.
 */
export function bulkRequest(
  query: { act?: string | string[] | undefined; job?: string | string[] | undefined },
  names: readonly string[],
): BulkRequest | null {
  const act = z.enum(BULK_ACTS).safeParse(query.act);
  const chosen = [query.job ?? []].flat();
  return act.success ? { act: act.data, jobs: names.filter((name) => chosen.includes(name)) } : null;
}
