import { expect } from "vitest";
import type { AnyJob } from "../../lib/cron/jobs/define-job.ts";
import { createRegistry } from "../../lib/cron/schedules/registry.ts";
import type { Pack } from "../../lib/jobs/pack.ts";

/** What the jobs page of the specification says of a job. */
export interface Declared {
  aliases?: readonly string[];
  category: string;
  /** UTC. */
  expression: string;
  /** Of one attempt, in seconds. */
  timeoutSeconds: number;
  maxAttempts: number;
  /** It assumes that no other run of it is at work: no past slot runs beside a live one. */
  alone: boolean;
}

/** Holds all jobs of a pack against the specification. */
export function expectDeclared(pack: Pack, declared: Record<string, Declared>): void {
  const registry = createRegistry(pack.jobs);
  expect(Object.fromEntries(pack.jobs.map((job) => [job.name, told(job)]))).toEqual(declared);
  for (const [name, { aliases = [] }] of Object.entries(declared)) {
    for (const alias of aliases) expect(registry.find(alias)?.name).toBe(name);
  }
}

function told({ aliases, category, schedule, timeoutSeconds, maxAttempts, backfill = true }: AnyJob): Declared {
  const expression = schedule.kind === "cron" && schedule.timezone === "UTC" ? schedule.expression : "not in UTC";
  return { ...(aliases && { aliases }), category, expression, timeoutSeconds, maxAttempts, alone: !backfill };
}
