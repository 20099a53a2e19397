import { afterAll, beforeAll, expect, test } from "vitest";
import { allSignals } from "../../../lib/alerts/signals/all-signals.ts";
import type { Probe } from "../../../lib/clients/health/probe.ts";
import { run } from "../../../lib/jobs/system/health-check.handler.ts";
import { healthCheck } from "../../../lib/jobs/system/health-check.ts";
import type { ProbedServices } from "../../../lib/jobs/system/record-checks.ts";
import { AlertDatabase } from "../../alerts/support/alert-database.ts";
import { jobContext } from "../../support/job-context.ts";
import { testServices } from "../../support/test-services.ts";

let alerts: AlertDatabase;
beforeAll(async () => {
  alerts = await AlertDatabase.open();
});
afterAll(() => alerts.opened.close());

async function checkHealth(healthy: boolean): Promise<void> {
  const check = () => (healthy ? Promise.resolve("fine") : Promise.reject(new Error("broken")));
  const probes: Probe[] = [{ component: "bucket", check }];
  const { ctx } = jobContext<null, ProbedServices>({ services: { ...testServices(alerts.db), probes } });
  await run(ctx, healthCheck.params.parse({}));
}

test("two failing health checks open one incident, the first good one ends it, and each is told once", async () => {
  await alerts.addChannel("chat");
  const seen: string[][] = [];
  for (const [index, healthy] of [false, false, false, true].entries()) {
    await checkHealth(healthy);
    // What follows a message at once is told with the next one.
    await alerts.turn(new Date(Date.now() + index * 30_000), { readers: allSignals });
    const incidents = await alerts.db.incident.findMany();
    seen.push(incidents.map(({ rule, subject, state }) => `${rule} ${subject} ${state}`));
  }
  const open = ["component component:bucket open"];
  expect(seen).toEqual([[], open, open, ["component component:bucket resolved"]]);
  const told = (await alerts.messages()).map(({ payload }) => payload.tells === "incidents" && payload.incidents);
  expect(told).toMatchObject([
    [{ subject: "component:bucket", notice: "opened", facts: { detail: "broken", count: 2 } }],
    [{ subject: "component:bucket", notice: "resolved" }],
  ]);
});
