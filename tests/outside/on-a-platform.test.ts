import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { startHeartbeatServer } from "../support/heartbeat-server.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

let app: ApiApp;
let server: Awaited<ReturnType<typeof startHeartbeatServer>>;
beforeAll(async () => {
  server = await startHeartbeatServer();
  app = await startApiApp([scriptedJob([step.ok()]).job], {
    variables: {
      VERCEL: "1",
      ALLOWED_PRIVATE_HOSTS: "127.0.0.1",
      HEARTBEAT_URL: `${server.url}/scheduler`,
      HEARTBEAT_URL_SCRIPTED: `${server.url}/job`,
      MONITORING_WEBHOOK_URL: `${server.url}/hook`,
      METRICS_TOKEN: "metrics-token-of-the-tests",
    },
  });
});
afterAll(async () => {
  await app.close();
  await server.close();
});

/** A platform freezes the process once what it was asked to wait for has settled. */
async function call(path: string): Promise<string[]> {
  server.clear();
  const from = app.background.length;
  await (await app.cron(path)).json();
  for (let at = from; at < app.background.length; at += 1) await app.background[at];
  return server.calls.map((heard) => heard.path.replace(/\?.*/, ""));
}

it("a process that is frozen after its answer has told everybody before", async () => {
  expect(await call("/api/cron/tick")).toEqual(["/scheduler"]);
  expect(await call("/api/cron/tick")).toEqual([]);
  const heard = await call("/api/cron/scripted");
  expect(heard.filter((path) => path.startsWith("/job"))).toEqual(["/job/start", "/job"]);
  expect(heard).toContain("/hook");
  expect(JSON.parse(server.calls.find(({ path }) => path === "/hook")?.body ?? "{}")).toMatchObject({
    type: "cron.scripted",
    data: { success: true, processed: 1 },
  });
  const runs = await app.db.cronMetricCount.aggregate({ _sum: { value: true }, where: { name: "duration_runs" } });
  expect(runs._sum.value).toBe(1);
});
