import type { Observation, Probe } from "../../clients/health/probe.ts";
import type { Db } from "../../db.ts";
import type { Services } from "../services.ts";

/** What the handlers of this pack get. */
export interface ProbedServices extends Services {
  /** One for each component; see lib/clients/health/create-probes.ts. */
  readonly probes: readonly Probe[];
}

export interface ComponentHealth {
  name: string;
  healthy: boolean;
  latencyMs: number;
  detail: string;
}

export interface RecordedChecks {
  components: ComponentHealth[];
  /** Subjects of the alerts that this run opened and resolved. */
  opened: string[];
  resolved: string[];
}

/**
 * Writes one uptime row per component, and the alerts that follow from it: the second failure in a row opens one, the
 * first success resolves it. Answers what is on record for the run.
 *
 * One statement, so that a row and its alert stand or fall together. It sees the table as it was before: the newest
 * earlier row is the check before this one. A run that is taken up again finds its rows and changes nothing.
 */
export async function recordChecks(db: Db, runId: string, observations: Observation[]): Promise<RecordedChecks> {
  const [changed] = await db.$queryRaw<{ opened: string[]; resolved: string[] }[]>`
    with observed as (
      insert into uptime_check (id, component, healthy, latency_ms, detail, checked_at, run_id)
      select gen_random_uuid(), component, healthy, "latencyMs", detail, clock_timestamp(), ${runId}::uuid
        from jsonb_to_recordset(${JSON.stringify(observations)}::jsonb)
          as observation (component text, healthy boolean, "latencyMs" int, detail text)
      on conflict (run_id, component) do nothing
      returning component, 'component:' || component as subject, healthy, detail
    ), opened as (
      insert into alert (id, subject, severity, title, detail)
      select gen_random_uuid(), subject, 'critical', component || ' is unhealthy', detail
        from observed
       where not healthy
         and (select not earlier.healthy from uptime_check earlier
               where earlier.component = observed.component order by earlier.checked_at desc limit 1)
      on conflict (subject) where resolved_at is null do nothing
      returning subject
    ), resolved as (
      update alert set resolved_at = now()
       where resolved_at is null and subject in (select subject from observed where healthy)
      returning subject
    )
    select array(select subject from opened order by 1) as opened,
           array(select subject from resolved order by 1) as resolved`;
  return { components: await recordedBy(db, runId), opened: changed?.opened ?? [], resolved: changed?.resolved ?? [] };
}

async function recordedBy(db: Db, runId: string): Promise<ComponentHealth[]> {
  const rows = await db.uptimeCheck.findMany({
    where: { runId },
    select: { component: true, healthy: true, latencyMs: true, detail: true },
    orderBy: { component: "asc" },
  });
  return rows.map(({ component, detail, ...row }) => ({ name: component, ...row, detail: detail ?? "" }));
}
