import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packs } from "../../lib/jobs/index.ts";
import type { Pack } from "../../lib/jobs/pack.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import {
  administer,
  admit,
  type Entry,
  head,
  makeKeys,
  methodsOf,
  open,
  operate,
  own,
  same,
  secret,
  statusesOf,
  view,
} from "../support/callers.ts";
import { type RouteFile, routeFiles } from "../support/http-server.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";
import { ALERT_MATRIX } from "./alert-matrix.ts";

const NO_RUN = "0197a000-0000-7000-8000-00000000ffff";

const job = "/api/admin/cron-jobs/scripted";
const schedule = "/api/admin/schedules/nope";
const run = `/api/admin/runs/${NO_RUN}`;

/** Every method of every route. A permitted call that would change something is aimed at nothing, so it ends in 4xx. */
const MATRIX: Record<string, Entry> = {
  "GET /api/admin/api-keys": { path: "/api/admin/api-keys", expect: admit(200) },
  "POST /api/admin/api-keys": { path: "/api/admin/api-keys", body: {}, expect: admit(422) },
  "HEAD /api/admin/api-keys": { path: "/api/admin/api-keys", expect: head },
  "DELETE /api/admin/api-keys/[id]": { path: "/api/admin/api-keys/nope", expect: admit(404) },
  "HEAD /api/admin/api-keys/[id]": { path: "/api/admin/api-keys/nope", expect: head },
  "GET /api/admin/audit-log": { path: "/api/admin/audit-log", expect: administer(200) },
  "GET /api/admin/cron-jobs": { path: "/api/admin/cron-jobs", expect: view() },
  "GET /api/admin/cron-jobs/[job]/backfill": { path: `${job}/backfill`, expect: view() },
  "POST /api/admin/cron-jobs/[job]/backfill": { path: `${job}/backfill`, body: {}, expect: operate(422) },
  "DELETE /api/admin/cron-jobs/[job]/backfill": { path: `${job}/backfill?batch=${NO_RUN}`, expect: operate(404) },
  "HEAD /api/admin/cron-jobs/[job]/backfill": { path: `${job}/backfill`, expect: head },
  "GET /api/admin/cron-jobs/[job]/history": { path: `${job}/history`, expect: view() },
  "POST /api/admin/cron-jobs/[job]/run": { path: `${job}/run`, body: { params: { x: 1 } }, expect: operate(422) },
  "HEAD /api/admin/cron-jobs/[job]/run": { path: `${job}/run`, expect: head },
  "POST /api/admin/cron-jobs/[job]/pause": { path: `${job}/pause`, body: { until: "soon" }, expect: operate(422) },
  "HEAD /api/admin/cron-jobs/[job]/pause": { path: `${job}/pause`, expect: head },
  "POST /api/admin/cron-jobs/[job]/resume": { path: "/api/admin/cron-jobs/nope/resume", expect: operate(404) },
  "HEAD /api/admin/cron-jobs/[job]/resume": { path: `${job}/resume`, expect: head },
  "GET /api/admin/cron-jobs/[job]/state": { path: `${job}/state`, expect: administer(200) },
  "PUT /api/admin/cron-jobs/[job]/state": { path: `${job}/state`, body: {}, expect: administer(422) },
  "DELETE /api/admin/cron-jobs/[job]/state": { path: `${job}/state?version=99`, expect: administer(409) },
  "HEAD /api/admin/cron-jobs/[job]/state": { path: `${job}/state`, expect: head },
  "POST /api/admin/cron-jobs/[job]/toggle": { path: `${job}/toggle`, body: {}, expect: operate(422) },
  "HEAD /api/admin/cron-jobs/[job]/toggle": { path: `${job}/toggle`, expect: head },
  "GET /api/admin/cron-calls": { path: "/api/admin/cron-calls", expect: view() },
  "GET /api/admin/cron-logs": { path: "/api/admin/cron-logs", expect: view() },
  "GET /api/admin/events": { path: "/api/admin/events?format=json", expect: view() },
  "HEAD /api/admin/events": { path: "/api/admin/events", expect: head },
  "GET /api/admin/job-stats": { path: "/api/admin/job-stats", expect: view() },
  "GET /api/admin/job-stats/[job]": { path: "/api/admin/job-stats/scripted", expect: view() },
  "GET /api/admin/members": { path: "/api/admin/members", expect: admit(200) },
  "POST /api/admin/members": { path: "/api/admin/members", body: {}, expect: admit(422) },
  "HEAD /api/admin/members": { path: "/api/admin/members", expect: head },
  "PATCH /api/admin/members/[id]": { path: "/api/admin/members/nope", body: { banned: true }, expect: admit(404) },
  "DELETE /api/admin/members/[id]": { path: "/api/admin/members/nope", expect: admit(404) },
  "HEAD /api/admin/members/[id]": { path: "/api/admin/members/nope", expect: head },
  "GET /api/admin/profile": { path: "/api/admin/profile", expect: own(200) },
  "PATCH /api/admin/profile": { path: "/api/admin/profile", body: {}, expect: own(422) },
  "HEAD /api/admin/profile": { path: "/api/admin/profile", expect: head },
  "GET /api/admin/retention": { path: "/api/admin/retention", expect: administer(200) },
  "PUT /api/admin/retention": { path: "/api/admin/retention", body: {}, expect: administer(422) },
  "HEAD /api/admin/retention": { path: "/api/admin/retention", expect: head },
  "POST /api/admin/run-cron-job": { path: "/api/admin/run-cron-job", body: {}, expect: operate(400) },
  "HEAD /api/admin/run-cron-job": { path: "/api/admin/run-cron-job", expect: head },
  "GET /api/admin/runs/[id]": { path: run, expect: view(404) },
  "GET /api/admin/runs/[id]/log": { path: `${run}/log`, expect: view(404) },
  "GET /api/admin/runs/[id]/tasks": { path: `${run}/tasks`, expect: view(404) },
  "POST /api/admin/runs/[id]/cancel": { path: `${run}/cancel`, expect: operate(404) },
  "HEAD /api/admin/runs/[id]/cancel": { path: `${run}/cancel`, expect: head },
  "POST /api/admin/runs/[id]/force-end": { path: `${run}/force-end`, body: { reason: "x" }, expect: operate(404) },
  "HEAD /api/admin/runs/[id]/force-end": { path: `${run}/force-end`, expect: head },
  "POST /api/admin/runs/[id]/retry": { path: `${run}/retry`, expect: operate(404) },
  "HEAD /api/admin/runs/[id]/retry": { path: `${run}/retry`, expect: head },
  "GET /api/admin/scheduler": { path: "/api/admin/scheduler", expect: view() },
  "POST /api/admin/scheduler/pause": {
    path: "/api/admin/scheduler/pause",
    body: { until: "soon" },
    expect: administer(422),
  },
  "HEAD /api/admin/scheduler/pause": { path: "/api/admin/scheduler/pause", expect: head },
  "POST /api/admin/scheduler/resume": { path: "/api/admin/scheduler/resume", body: { x: 1 }, expect: administer(422) },
  "HEAD /api/admin/scheduler/resume": { path: "/api/admin/scheduler/resume", expect: head },
  "GET /api/admin/schedules": { path: "/api/admin/schedules", expect: view() },
  "POST /api/admin/schedules": { path: "/api/admin/schedules", body: {}, expect: administer(422) },
  "GET /api/admin/schedules/[id]": { path: schedule, expect: view(404) },
  "PATCH /api/admin/schedules/[id]": { path: schedule, body: { version: 1 }, expect: administer(404) },
  "DELETE /api/admin/schedules/[id]": { path: schedule, expect: administer(404) },
  "POST /api/admin/schedules/[id]/pause": { path: `${schedule}/pause`, body: { reason: "x" }, expect: administer(404) },
  "HEAD /api/admin/schedules/[id]/pause": { path: `${schedule}/pause`, expect: head },
  "POST /api/admin/schedules/[id]/resume": { path: `${schedule}/resume`, expect: administer(404) },
  "HEAD /api/admin/schedules/[id]/resume": { path: `${schedule}/resume`, expect: head },
  "POST /api/admin/schedules/[id]/run": { path: `${schedule}/run`, expect: administer(404) },
  "HEAD /api/admin/schedules/[id]/run": { path: `${schedule}/run`, expect: head },
  "POST /api/admin/schedules/[id]/skip": { path: `${schedule}/skip`, body: {}, expect: administer(422) },
  "HEAD /api/admin/schedules/[id]/skip": { path: `${schedule}/skip`, expect: head },
  "GET /api/admin/schedules/preview": {
    path: "/api/admin/schedules/preview?expression=0+9+*+*+*",
    expect: view(),
  },
  "GET /api/auth/[...all]": { path: "/api/auth/get-session", expect: open },
  "POST /api/auth/[...all]": { path: "/api/auth/sign-up/email", body: {}, expect: same(404) },
  "HEAD /api/auth/[...all]": { path: "/api/auth/get-session", expect: head },
  "GET /api/cron/[...job]": { path: "/api/cron/nope", expect: secret(404) },
  "POST /api/cron/[...job]": { path: "/api/cron/nope", expect: secret(404) },
  "HEAD /api/cron/[...job]": { path: "/api/cron/scripted", expect: head },
  "GET /api/cron/execute/[job]": { path: "/api/cron/execute/scripted", expect: secret() },
  "POST /api/cron/execute/[job]": { path: "/api/cron/execute/nope", expect: secret(404) },
  "HEAD /api/cron/execute/[job]": { path: "/api/cron/execute/scripted", expect: head },
  "GET /api/cron/jobs": { path: "/api/cron/jobs", expect: secret() },
  "HEAD /api/cron/jobs": { path: "/api/cron/jobs", expect: head },
  "GET /api/cron/runs/[id]": { path: `/api/cron/runs/${NO_RUN}`, expect: secret(404) },
  "HEAD /api/cron/runs/[id]": { path: `/api/cron/runs/${NO_RUN}`, expect: head },
  "GET /api/cron/tick": { path: "/api/cron/tick", expect: secret() },
  "POST /api/cron/tick": { path: "/api/cron/tick", expect: secret() },
  "HEAD /api/cron/tick": { path: "/api/cron/tick", expect: head },
  "GET /api/openapi.json": { path: "/api/openapi.json", expect: view() },
  "GET /api/health": { path: "/api/health", expect: open },
  "GET /api/unsubscribe/[token]": { path: "/api/unsubscribe/nope", expect: same(404) },
  "POST /api/unsubscribe/[token]": { path: "/api/unsubscribe/nope", expect: same(404) },
  "GET /api/metrics": { path: "/api/metrics", expect: same(404) },
};

let app: ApiApp;
const script = scriptedJob([step.ok()]);
let keys: Awaited<ReturnType<typeof makeKeys>>;
beforeAll(async () => {
  app = await startApiApp([script.job]);
  keys = await makeKeys(app);
});
afterAll(() => app.close());

describe("the role matrix", () => {
  it("has an entry for every method of every route file but those of packs, and none too many", async () => {
    const found = await Promise.all(routeFiles().filter(isOurs).map(methodsOf));
    expect(Object.keys({ ...MATRIX, ...ALERT_MATRIX }).sort()).toEqual(found.flat().sort());
  });

  it.each(Object.entries(MATRIX))("%s answers each caller as it should", async (name, entry) => {
    expect(await statusesOf(app, keys, [name, entry])).toEqual(entry.expect);
  });

  it("lets nothing run and nothing change on the way", async () => {
    expect(script.calls).toEqual([]);
    expect(await app.db.cronJobLog.count()).toBe(0);
    // A tick gives every job its row, as the code says.
    expect(await app.db.cronJobConfig.count({ where: { lastModifiedAt: { not: null } } })).toBe(0);
    expect(await app.db.cronAuditLog.count()).toBe(0);
  });
});

const isOurs = ({ file }: RouteFile) =>
  !packs.some(({ files }: Pack) =>
    files.some((place) => file === place || (place.endsWith("/") && file.startsWith(place))),
  );
