import { readConfigurations } from "../dashboard/job-configuration.ts";
import { json } from "./answers.ts";
import { dashboardDeps } from "./deps.ts";
import { requireJob } from "./known-job.ts";
import type { Call } from "./route.ts";

/** `{ total, jobs, categories }`: every registered job's configuration, and how many jobs each category has. */
export async function listForCron({ runtime }: Call): Promise<Response> {
  const jobs = await readConfigurations(dashboardDeps(runtime), runtime.engine.jobs);
  const categories: Record<string, number> = {};
  for (const { category } of jobs) categories[category] = (categories[category] ?? 0) + 1;
  return json({ success: true, total: jobs.length, jobs, categories });
}

/** One job's configuration. @throws UnknownJobError */
export async function describeForCron({ runtime }: Call, job: string): Promise<Response> {
  const definition = requireJob(runtime, job);
  const [configuration] = await readConfigurations(dashboardDeps(runtime), [definition]);
  return json({ success: true, jobName: definition.name, ...configuration });
}
