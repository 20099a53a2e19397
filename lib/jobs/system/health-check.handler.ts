import { type HealthLimits, observe } from "../../clients/health/probe.ts";
import type { JobContext } from "../../cron/jobs/context.ts";
import type { JobResult } from "../../cron/jobs/define-job.ts";
import { type ProbedServices, type RecordedChecks, recordChecks } from "./record-checks.ts";

/** Asks all components at the same time, each within its own limit, and records what they answered in one statement. */
export async function run(ctx: JobContext<null, ProbedServices>, limits: HealthLimits): Promise<JobResult> {
  const { db, probes } = ctx.services;
  ctx.log.info("Components to check", { found: probes.length });
  const observations = await Promise.all(probes.map((probe) => observe(probe, { limits, signal: ctx.signal })));
  const recorded = await recordChecks(db, ctx.runId, observations);
  report(ctx, recorded);
  return summary(recorded);
}

function report(ctx: JobContext<null, ProbedServices>, { components, broke, recovered }: RecordedChecks): void {
  for (const { name, healthy, detail } of components) {
    if (!healthy) ctx.log.error(`${name} is unhealthy`, { id: name, error: detail });
  }
  if (broke.length > 0) ctx.log.warn("Components that broke", { names: broke });
  if (recovered.length > 0) ctx.log.info("Components that recovered", { names: recovered });
  const healthy = components.filter((component) => component.healthy).length;
  ctx.log.info("Components checked", { healthy, unhealthy: components.length - healthy });
}

function summary({ components, broke, recovered }: RecordedChecks): JobResult {
  const unhealthy = components.filter(({ healthy }) => !healthy);
  const processed = components.length - unhealthy.length;
  const names = unhealthy.map(({ name }) => name).join(", ");
  return {
    processed,
    failed: unhealthy.length,
    skipped: 0,
    errors: unhealthy.map(({ name, detail }) => ({ id: name, error: detail })),
    message: names
      ? `${processed} of ${components.length} components are healthy, not ${names}`
      : `All ${components.length} components are healthy`,
    components,
    changed: { broke, recovered },
  };
}
