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
  /** Names of those that answered the check before this one, and not this one. */
  broke: string[];
  /** Names of those that answer again. */
  recovered: string[];
}

/**
 * Writes one uptime row per component, all or none of them; incidents are made from these rows (lib/alerts/signals).
 * Answers what is on record for the run.
 *
 * The statement sees the table as it was before: the newest earlier row is the check before this one. A run that is
 * taken up again finds its rows and changes nothing.
 */
export async function recordChecks(db: Db, runId: string, observations: Observation[]): Promise<RecordedChecks> {
  const [changed] = await db.$queryRaw<{ broke: string[]; recovered: string[] }[]>`
    with observed as (
      insert into uptime_check (id, component, healthy, latency_ms, detail, checked_at, run_id)
      select gen_random_uuid(), component, healthy, "latencyMs", detail, clock_timestamp(), ${runId}::uuid
        from jsonb_to_recordset(${JSON.stringify(observations)}::jsonb)
          as observation (component text, healthy boolean, "latencyMs" int, detail text)
      on conflict (run_id, component) do nothing
      returning component, healthy
    ), turned as (
      select component, healthy from observed
       where healthy <> coalesce((select earlier.healthy from uptime_check earlier
        where earlier.component = observed.component order by earlier.checked_at desc limit 1), true)
    )
    select array(select component from turned where not healthy order by 1) as broke,
           array(select component from turned where healthy order by 1) as recovered`;
  return { components: await recordedBy(db, runId), broke: changed?.broke ?? [], recovered: changed?.recovered ?? [] };
}

async function recordedBy(db: Db, runId: string): Promise<ComponentHealth[]> {
  const rows = await db.uptimeCheck.findMany({
    where: { runId },
    select: { component: true, healthy: true, latencyMs: true, detail: true },
    orderBy: { component: "asc" },
  });
  return rows.map(({ component, detail, ...row }) => ({ name: component, ...row, detail: detail ?? "" }));
}
