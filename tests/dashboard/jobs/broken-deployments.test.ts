import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { bornDeadSignals } from "../../../lib/alerts/signals/born-dead.ts";
import { recordRelease } from "../../../lib/alerts/signals/releases.ts";
import type { Signal } from "../../../lib/alerts/words/incident.ts";
import { whyNotRunning } from "../../../lib/dashboard/jobs/why-not-running.ts";
import { Door } from "../../../lib/platform/door.ts";
import { platformCrons } from "../../../lib/platform/platform-crons.ts";
import { type PlatformSettings, platformSettings } from "../../../lib/platform/settings.ts";
import { vercelCrons } from "../../../lib/platform/vercel-json.ts";
import { turnOn } from "../../alerts/support/signal-turn.ts";
import { type ApiApp, CRON_SECRET, startApiApp } from "../../support/api-app.ts";
import { BY_PLATFORM } from "../../support/cron-app.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";
import { until } from "../../support/until.ts";

const everyMinute = { kind: "cron", expression: "* * * * *", timezone: "UTC" } as const;
const { job } = scriptedJob([step.returns(ok)], { name: "newborn", schedule: everyMinute });
const { job: elder } = scriptedJob([step.returns(ok)], { name: "elder" });
const PATH = "/api/cron/newborn";
const PRO = platformSettings.parse({ plan: "pro" });
const filesOf = (settings: PlatformSettings) => ({
  crons: platformCrons({ jobs: [job], settings, now: new Date() }).crons,
});
const settle = (app: ApiApp) => app.runtime.calls.flush();

interface Deployment {
  app: ApiApp;
  /** Public address. Default: that of the application. */
  appUrl?: string;
  settings?: PlatformSettings;
  vercelJson?: object;
  hasSecret?: boolean;
}

/**
 * Evaluates every five seconds from the end of the margin on, on a platform that has had the job since its first slot.
 * Answers the first signal, and how many seconds after the end of the margin it came.
 */
async function firstSignal(deployment: Deployment): Promise<{ afterSeconds: number; signal: Signal | undefined }> {
  const { app, appUrl = app.url, settings = PRO, hasSecret = true } = deployment;
  const { vercelJson = filesOf(settings) } = deployment;
  const marginMs = settings.plan === "hobby" ? 3_780_000 : 300_000;
  const firstSlot = new Date(Math.floor((Date.now() - marginMs) / 60_000) * 60_000);
  await app.db.jobRelease.deleteMany();
  const began = { db: app.db, jobs: [job], now: new Date(firstSlot.getTime() - 30_000) };
  await recordRelease(turnOn(app.db, began));
  const door = new Door({ appUrl, monotonicMs: () => 0 });
  const calling = {
    scheduler: "none",
    onPlatform: true,
    hasSecret,
    settings,
    crons: vercelCrons(vercelJson),
    door,
  } as const;
  for (let afterSeconds = 0; afterSeconds <= 60; afterSeconds += 5) {
    const now = new Date(firstSlot.getTime() + marginMs + afterSeconds * 1000);
    const deps = { db: app.db, jobs: [job], clock: { now: () => now } };
    const why = {
      onPlatform: true,
      platform: { settings, vercelJson },
      whyNotRunning: () => whyNotRunning(deps, job, calling),
    };
    const [signal] = await bornDeadSignals(turnOn(app.db, { jobs: [job], now, installation: why }));
    if (signal) return { afterSeconds, signal };
    await until("the public address has answered", async () => door.look(PATH));
  }
  return { afterSeconds: 60, signal: undefined };
}

/** As the platform calls. */
const call = (url: string, secret = CRON_SECRET) =>
  fetch(url + PATH, { redirect: "manual", headers: { ...BY_PLATFORM, authorization: `Bearer ${secret}` } });

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => void server.close());
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const named = (code: string) => ({ signal: { rule: "born_dead", subject: "job:newborn", facts: { code } } });

describe("a broken deployment is named within the margin and a minute:", () => {
  let app: ApiApp;
  beforeAll(async () => {
    app = await startApiApp([job, elder]);
    await app.db.$executeRaw`update _prisma_migrations set started_at = started_at - interval '2 days'`;
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await settle(app);
    await app.db
      .$executeRaw`truncate cron_calls, cron_job_logs, cron_job_stats_hourly, cron_job_config, cron_schedules cascade`;
  });

  test("one that runs has no incident", async () => {
    expect((await call(app.url)).status).toBe(200);
    await settle(app);
    expect((await firstSignal({ app })).signal).toBeUndefined();
  });

  test("405 on GET", async () => {
    // As Next answers for a route that exports POST alone.
    const appUrl = await serve((request, response) =>
      request.method === "OPTIONS"
        ? void response.writeHead(204, { allow: "OPTIONS, POST" }).end()
        : void response.writeHead(405).end(),
    );
    expect((await call(appUrl)).status).toBe(405);
    expect(await firstSignal({ app, appUrl })).toMatchObject(named("wrong_method"));
  });

  test("405 for what calls with HEAD", async () => {
    const headers = { ...BY_PLATFORM, authorization: `Bearer ${CRON_SECRET}` };
    expect((await fetch(app.url + PATH, { method: "HEAD", headers })).status).toBe(405);
    await settle(app);
    expect(await firstSignal({ app })).toMatchObject(named("wrong_method"));
  });

  test("another secret", async () => {
    expect((await call(app.url, "the-secret-of-another-environment")).status).toBe(401);
    await settle(app);
    expect(await firstSignal({ app })).toMatchObject({ afterSeconds: 0, ...named("unauthorized") });
  });

  test("a redirect", async () => {
    const appUrl = await serve((request, response) =>
      response.writeHead(308, { location: `https://www.example.com${request.url}` }).end(),
    );
    expect((await call(appUrl)).status).toBe(308);
    expect(await firstSignal({ app, appUrl })).toMatchObject(named("redirected"));
  });

  test("an address without any route of ours", async () => {
    const appUrl = await serve((_request, response) => void response.writeHead(404).end());
    expect(await firstSignal({ app, appUrl })).toMatchObject(named("unknown_path"));
  });

  test("a job that is switched off", async () => {
    await app.db.cronJobConfig.create({ data: { jobName: "newborn", enabled: false, enabledByCode: true } });
    expect(await firstSignal({ app })).toMatchObject({ afterSeconds: 0, ...named("disabled") });
  });

  test("a job that is not in vercel.json", async () => {
    const vercelJson = { crons: [{ path: "/api/cron/elder", schedule: "0 2 * * *" }] };
    expect(await firstSignal({ app, vercelJson })).toMatchObject({ afterSeconds: 0, ...named("vercel_json") });
  });

  test("a plan that is too small", async () => {
    const settings = platformSettings.parse({ plan: "hobby" });
    expect(await firstSignal({ app, settings })).toMatchObject({ afterSeconds: 0, ...named("plan") });
  });

  test("nobody who calls, whatever a scanner tries meanwhile", async () => {
    expect((await fetch(`${app.url}/api/cron/tick`)).status).toBe(401);
    await settle(app);
    expect(await firstSignal({ app })).toMatchObject(named("never_called"));
  });

  test("a process without a secret", async () => {
    expect(await firstSignal({ app, hasSecret: false })).toMatchObject({ afterSeconds: 0, ...named("no_secret") });
  });
});

test("a broken deployment is named within the margin and a minute: a job that is not in the release", async () => {
  const app = await startApiApp([elder]);
  expect((await call(app.url)).status).toBe(404);
  await settle(app);
  expect(await firstSignal({ app })).toMatchObject({ afterSeconds: 0, ...named("not_deployed") });
  await app.close();
});

test("a broken deployment is named within the margin and a minute: a server without a secret", async () => {
  const app = await startApiApp([job], { variables: { CRON_SECRET: "", CRON_SECRET_PREVIOUS: "" } });
  expect((await call(app.url)).status).toBe(503);
  await settle(app);
  expect(await firstSignal({ app })).toMatchObject({ afterSeconds: 0, ...named("no_secret") });
  await app.close();
});
