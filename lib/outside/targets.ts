import { createAddressGuard } from "../alerts/channels/guarded-address.ts";
import type { OutsideTarget } from "../dashboard/health/check-outside.ts";
import type { Env } from "../env.ts";

/** What the environment names outside, and what keeps it from being told. */
export function outsideTargets(env: Pick<Env, "heartbeats" | "monitoring" | "allowedPrivateHosts">): OutsideTarget[] {
  const guard = createAddressGuard(env.allowedPrivateHosts);
  const target = (variable: string, address: string, job: string | null = null): OutsideTarget => ({
    variable,
    job,
    problem: guard.problemOf(address),
  });
  const { heartbeats, monitoring } = env;
  return [
    ...(heartbeats.scheduler === null ? [] : [target("HEARTBEAT_URL", heartbeats.scheduler)]),
    ...[...heartbeats.jobs].map(([job, { variable, address }]) => target(variable, address, job)),
    ...(monitoring === null ? [] : [target("MONITORING_WEBHOOK_URL", monitoring.url)]),
  ];
}
