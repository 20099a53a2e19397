import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unsubscribeToken } from "../../lib/alerts/channels/mail-message.ts";
import { insertIncidents } from "../../lib/alerts/incidents/incident-rows.ts";
import { cron } from "../../lib/cron/time/expressions.ts";
import { OWN_OPERATIONS } from "../../lib/http/openapi/operations.ts";
import { anIncident, deadMessage } from "../alerts/support/alert-rows.ts";
import { type ApiApp, asJson, emailOf, signIn, startApiApp } from "../support/api-app.ts";
import { breachOf, type Exchange, isSchema } from "../support/contract.ts";
import { type ok, scriptedJob, step } from "../support/scripted-job.ts";

const HOUR = 3_600_000;
const METRICS_TOKEN = "the-token-of-those-who-read-metrics";
const hoursAgo = (hours: number) => new Date(Math.floor(Date.now() / HOUR) * HOUR - hours * HOUR).toISOString();

const plain = scriptedJob([step.ok()], { name: "plain", schedule: cron("0 * * * *") });
const held = scriptedJob([step.hang()], { name: "held", maxAttempts: 1 });
const stuck = scriptedJob([step.ignoreAbort(Promise.withResolvers<typeof ok>().promise)], { name: "stuck" });

let app: ApiApp;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "belfry-openapi-"));
  app = await startApiApp(
    [plain, held, stuck].map(({ job }) => job),
    { variables: { BUCKET_URL: `file:${folder}`, METRICS_TOKEN } },
  );
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const admin = (path: string, init?: RequestInit) => app.as("admin", `/api/admin/${path}`, init);
const sending = (method: string, body: unknown) => ({ ...asJson(body), method });
const removing = { method: "DELETE" };
const idIn = async (response: Response, read: (body: never) => string) => read((await response.json()) as never);

const newSchedule = { id: "mine", jobName: "plain", trigger: { kind: "interval", hours: 1 } };
const begin = async (job: string) =>
  idIn(await admin(`cron-jobs/${job}/run`, asJson({})), ({ runId }: { runId: string }) => runId);
const invite = async (email: string) =>
  idIn(
    await admin("members", asJson({ email, role: "viewer" })),
    ({ member }: { member: { id: string } }) => member.id,
  );
const makeKey = async (name: string) =>
  idIn(await admin("api-keys", asJson({ name, permissions: ["analytics:view_all"] })), ({ id }: { id: string }) => id);
const backfill = (dryRun: boolean) =>
  admin("cron-jobs/plain/backfill", asJson({ from: hoursAgo(4), to: hoursAgo(2), dryRun, only: "all" }));
const batch = async () => idIn(await backfill(false), (body: { batch: { id: string } }) => body.batch.id);
const nextSlot = async () =>
  idIn(await admin("schedules/mine"), (body: { schedule: { nextRunTime: string } }) => body.schedule.nextRunTime);

const mailLink = async () => {
  const [id, recipient] = [randomUUID(), "ada@example.com"];
  const channel = { id, name: "Mail", kind: "email", origin: "person", settings: { to: [recipient] } };
  await app.db.alertChannel.create({ data: channel });
  return `/api/unsubscribe/${unsubscribeToken(app.runtime.env.authSecret, { channelId: id, recipient })}`;
};
const openIncident = async () => {
  const incident = anIncident({ subject: `job:${randomUUID()}` });
  await insertIncidents(app.db, [incident]);
  return incident.id;
};
const mail = { name: "Mail", kind: "email", settings: { to: ["ops@example.com"] } };
const mailChannel = async () =>
  idIn(await admin("alert-channels", asJson(mail)), ({ channel }: { channel: { id: string } }) => channel.id);
const silence = { subject: "job:plain", until: hoursAgo(-2), reason: "deploying" };

/** A call of each operation that succeeds, in the order in which one makes the next possible. */
const CALLS: Record<string, () => Promise<Response>> = {
  getHealth: () => fetch(`${app.url}/api/health`),
  getMetrics: () => fetch(`${app.url}/api/metrics`, { headers: { Authorization: `Bearer ${METRICS_TOKEN}` } }),
  signIn: async () => {
    await admin("profile");
    return await signIn(app.url, emailOf("admin"));
  },
  getSession: () => app.as("admin", "/api/auth/get-session"),
  signOut: () => app.as("viewer", "/api/auth/sign-out", asJson({})),
  getOpenApi: () => app.as("admin", "/api/openapi.json"),
  runJobByGet: () => app.cron("/api/cron/plain?size=2"),
  runJobByPost: () => app.cron("/api/cron/plain", asJson({ size: 2 })),
  executeJob: () => app.cron("/api/cron/execute/plain", { method: "POST" }),
  describeJob: () => app.cron("/api/cron/execute/plain"),
  listJobsForCron: () => app.cron("/api/cron/jobs"),
  tickByGet: () => app.cron("/api/cron/tick"),
  tickByPost: () => app.cron("/api/cron/tick", { method: "POST" }),
  getRunForCron: async () => app.cron(`/api/cron/runs/${await begin("plain")}`),
  runJob: () => admin("cron-jobs/plain/run", asJson({ params: { size: 3 } })),
  runJobAndWait: () => admin("run-cron-job", asJson({ jobName: "plain" })),
  getRun: async () => admin(`runs/${await begin("plain")}`),
  getRunLog: async () => admin(`runs/${await begin("plain")}/log?tail=true`),
  listRunTasks: async () => admin(`runs/${await begin("plain")}/tasks`),
  retryRun: async () => {
    const runId = await begin("plain");
    await Promise.all(app.background);
    return await admin(`runs/${runId}/retry`, { method: "POST" });
  },
  cancelRun: async () => admin(`runs/${await begin("held")}/cancel`, { method: "POST" }),
  forceEndRun: async () => admin(`runs/${await begin("stuck")}/force-end`, asJson({ reason: "hangs" })),
  listenToRuns: () => admin("events?format=json"),
  listRuns: () => admin("cron-logs"),
  listCalls: async () => {
    await app.runtime.calls.flush();
    return await admin("cron-calls");
  },
  listJobs: () => admin("cron-jobs"),
  getJobHistory: () => admin("cron-jobs/plain/history"),
  toggleJob: () => admin("cron-jobs/plain/toggle", asJson({ enabled: true })),
  pauseJob: () => admin("cron-jobs/held/pause", asJson({ reason: "rest" })),
  resumeJob: () => admin("cron-jobs/held/resume", { method: "POST" }),
  setJobState: () => admin("cron-jobs/plain/state", sending("PUT", { version: 0, state: { cursor: 1 } })),
  getJobState: () => admin("cron-jobs/plain/state"),
  resetJobState: () => admin("cron-jobs/plain/state", removing),
  startBackfill: () => backfill(true),
  cancelBackfill: async () => admin(`cron-jobs/plain/backfill?batch=${await batch()}`, removing),
  listBackfills: () => admin("cron-jobs/plain/backfill"),
  getJobStats: () => admin("job-stats"),
  getStatsOfJob: () => admin("job-stats/plain"),
  createSchedule: () => admin("schedules", asJson(newSchedule)),
  listSchedules: () => admin("schedules"),
  changeSchedule: () => admin("schedules/mine", sending("PATCH", { version: 1, name: "Mine" })),
  skipSlot: async () => admin("schedules/mine/skip", asJson({ slot: await nextSlot(), reason: "holiday" })),
  pauseSchedule: () => admin("schedules/mine/pause", asJson({ reason: "rest" })),
  getSchedule: () => admin("schedules/mine"),
  resumeSchedule: () => admin("schedules/mine/resume", { method: "POST" }),
  runSchedule: () => admin("schedules/mine/run", asJson({})),
  removeSchedule: () => admin("schedules/mine", removing),
  previewSchedule: () =>
    admin("schedules/preview?expression=0+2+13+*+1&timezone=Europe/Berlin&from=2026-03-20T00:00:00Z"),
  pauseScheduler: () => admin("scheduler/pause", asJson({ reason: "rest" })),
  getScheduler: () => admin("scheduler"),
  resumeScheduler: () => admin("scheduler/resume", asJson({})),
  getProfile: () => admin("profile"),
  changeProfile: () => admin("profile", sending("PATCH", { name: "Anna" })),
  inviteMember: () => admin("members", asJson({ email: "one@example.com", role: "viewer" })),
  listMembers: () => admin("members"),
  changeMember: async () =>
    admin(`members/${await invite("two@example.com")}`, sending("PATCH", { resetPassword: true })),
  deleteMember: async () => admin(`members/${await invite("three@example.com")}`, removing),
  createApiKey: () => admin("api-keys", asJson({ name: "one", permissions: ["cron:run"] })),
  revokeApiKey: async () => admin(`api-keys/${await makeKey("two")}`, removing),
  listApiKeys: () => admin("api-keys"),
  setRetention: () => admin("retention", sending("PUT", { runDays: 90, logLineDays: 30, callDays: 30 })),
  getRetention: () => admin("retention"),
  listAuditLog: () => admin("audit-log"),
  listIncidents: async () => {
    await openIncident();
    return await admin("alerts");
  },
  getIncident: async () => admin(`alerts/${await openIncident()}`),
  acknowledgeIncident: async () => admin(`alerts/${await openIncident()}/acknowledge`, asJson({ note: "on it" })),
  snoozeIncident: async () => admin(`alerts/${await openIncident()}/snooze`, asJson({ until: hoursAgo(-2) })),
  noteIncident: async () => admin(`alerts/${await openIncident()}/note`, asJson({ note: "hm" })),
  resolveIncident: async () => admin(`alerts/${await openIncident()}/resolve`, asJson({})),
  makeSilence: () => admin("alert-silences", asJson(silence)),
  listSilences: () => admin("alert-silences"),
  endSilence: async () =>
    idIn(await admin("alert-silences", asJson(silence)), (body: { silence: { id: string } }) => body.silence.id).then(
      (id) => admin(`alert-silences/${id}`, removing),
    ),
  changeAlertRule: () => admin("alert-rules/failed", sending("PUT", { numbers: { failures: 2 } })),
  listAlertRules: () => admin("alert-rules"),
  resetAlertRule: () => admin("alert-rules/failed", removing),
  retryDelivery: async () => {
    const { id } = await app.db.outboxMessage.create({ data: deadMessage() });
    return await admin(`alert-deliveries/${id}/retry`, { method: "POST" });
  },
  listDeliveries: () => admin("alert-deliveries"),
  showUnsubscribe: async () => fetch(app.url + (await mailLink())),
  unsubscribe: async () => fetch(app.url + (await mailLink()), { method: "POST" }),
  createAlertChannel: () => admin("alert-channels", asJson(mail)),
  listAlertChannels: () => admin("alert-channels"),
  getAlertChannel: async () => admin(`alert-channels/${await mailChannel()}`),
  changeAlertChannel: async () =>
    admin(`alert-channels/${await mailChannel()}`, sending("PATCH", { version: 1, enabled: false })),
  testAlertChannel: async () => admin(`alert-channels/${await mailChannel()}/test`, { method: "POST" }),
  deleteAlertChannel: async () => admin(`alert-channels/${await mailChannel()}`, removing),
};

describe("every operation answers as the document says", () => {
  it("and each is called", () => {
    expect(Object.keys(CALLS).sort()).toEqual(OWN_OPERATIONS.map(({ id }) => id).sort());
  });

  // The application holds every answer against the document and says at its close what was wrong
  it.each(Object.entries(CALLS))("%s", async (_id, call) => {
    const response = await call();
    expect([response.status, await response.text()]).toEqual([expect.toSatisfy(isSuccess), expect.any(String)]);
  });

  it("in the lines of an export, too", async () => {
    const lines = (await (await admin("cron-logs?format=ndjson")).text()).trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => !isSchema("ExportedRun", JSON.parse(line)))).toEqual([]);
    expect((await admin("cron-logs?format=csv")).headers.get("content-type")).toMatch(/^text\/csv/);
  });
});

describe("an answer that breaks the promise is found", () => {
  const exchange: Omit<Exchange, "body"> = {
    method: "GET",
    pattern: "/api/admin/job-stats",
    pathname: "/api/admin/job-stats",
    contentType: "application/json; charset=utf-8",
    status: 200,
  };
  const counters = {
    ...{ total_executions: 1, successful_executions: 1, failed_executions: 0 },
    ...{ last_execution: null, average_execution_time: 0 },
  };

  it.each([
    ["an unknown property", { body: { plain: { ...counters, more: 1 } } }, /additional properties/],
    ["a missing property", { body: { plain: {} } }, /must have required property/],
    ["a wrong type", { body: { plain: { ...counters, total_executions: "1" } } }, /must be integer/],
    ["an instant that is none", { body: { plain: { ...counters, last_execution: "today" } } }, /date-time/],
    ["an error of another shape", { status: 401, body: { success: false, message: "no" } }, /'error'/],
    ["a status that nobody promised", { status: 302, body: null }, /does not promise/],
    ["another media type", { contentType: "text/html", body: null }, /does not promise/],
  ])("%s", (_what, change, sentence) => {
    expect(breachOf({ ...exchange, ...change })).toMatch(sentence);
  });

  it("and one that keeps it passes", () => {
    expect(breachOf({ ...exchange, body: { plain: counters } })).toBeNull();
  });
});

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
