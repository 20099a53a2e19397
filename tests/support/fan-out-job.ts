import { z } from "zod";
import { type AnyJob, defineJobFor, type JobResult } from "../../lib/cron/jobs/define-job.ts";
import { defineTaskFor, type TaskContext, type TaskDefinition } from "../../lib/cron/jobs/define-task.ts";
import type { Json } from "../../lib/cron/words/json.ts";

const item = z.strictObject({ id: z.string(), key: z.string().default("") });
type Item = z.input<typeof item>;
type Work = (context: TaskContext, given: z.output<typeof item>) => Promise<Json> | Json;

type Changes = Partial<Pick<TaskDefinition, "concurrency" | "timeoutSeconds" | "maxAttempts" | "backoff">>;

/** What a task really did, told by itself and not by our rows. */
export interface Visit {
  id: string;
  key: string;
  attempt: number;
  fromMs: number;
  toMs: number | null;
}

/** A job that fans its items out, and what its task's handler saw. `after` is the rest of the run's own work. */
export function fanOutJob(
  items: readonly Item[],
  { work, after, changes }: { work?: Work; after?: (attempt: number) => void; changes?: Changes } = {},
) {
  const visits: Visit[] = [];
  const added: number[] = [];
  const task = defineTaskFor<unknown>()({
    name: "visit",
    item,
    itemId: ({ id }) => id,
    key: ({ key }) => key,
    timeoutSeconds: 30,
    maxAttempts: 3,
    backoff: { kind: "linear", stepSeconds: 0 },
    ...changes,
    handler: async () => ({
      run: async (context, given) => {
        const visit: Visit = { ...given, attempt: context.attempt, fromMs: performance.now(), toMs: null };
        visits.push(visit);
        try {
          return (await work?.(context, given)) ?? null;
        } finally {
          visit.toMs = performance.now();
        }
      },
    }),
  });
  const job: AnyJob = defineJobFor<unknown>()({
    name: "scripted",
    description: "Fans out what the test says",
    category: "tests",
    schedule: { kind: "none" },
    timeoutSeconds: 60,
    maxAttempts: 3,
    backoff: { kind: "linear", stepSeconds: 0 },
    params: z.strictObject({}),
    tasks: [task],
    handler: async () => ({
      run: async (context): Promise<JobResult> => {
        added.push((await context.enqueue(task, items)).added);
        after?.(context.attempt);
        return { processed: items.length, failed: 0, skipped: 0, errors: [] };
      },
    }),
  });
  return { job, task, visits, added };
}

export const itemsOf = (count: number, key = ""): Item[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${key}${n}`, key }));

/** The most visits of a key at one moment. */
export function mostAtOnce(visits: readonly Visit[], key: string): number {
  const own = visits.filter((visit) => visit.key === key);
  const isOn = (visit: Visit, atMs: number) => visit.fromMs <= atMs && atMs < (visit.toMs ?? Number.POSITIVE_INFINITY);
  return Math.max(0, ...own.map(({ fromMs }) => own.filter((visit) => isOn(visit, fromMs)).length));
}
