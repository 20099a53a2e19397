import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../lib/auth/permissions.ts";
import { createPerson } from "../../lib/auth/seed-admin.ts";
import { insertRuns } from "../dashboard/run-rows.ts";
import { type ApiApp, asJson, cookieFrom, signIn, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";
import { until } from "../support/until.ts";

/** Files that are sent while they are read: each is of 16 MB here, more than what lies on the way can hold. */
const ROWS = 8_000;
/** Of a run's log, which is sent faster than the others. */
const LINES = 3 * ROWS;
const PASSWORD = "correct horse battery";

let app: ApiApp;
let runId: string;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job]);
  [runId = ""] = await insertRuns(app.db, [{ status: "completed", startedAt: "2026-01-01T00:00:00Z" }]);
  await fill();
}, 60_000);
afterAll(() => app.close());

/** Each row with 2,000 characters. */
async function fill(): Promise<void> {
  await app.db.$executeRaw`
    insert into cron_job_logs (id, job_name, status, trigger, lock_key, started_at, completed_at, duration_ms, max_attempts, message)
    select gen_random_uuid(), job_name, status, trigger, lock_key || n, started_at, completed_at, duration_ms, max_attempts, repeat('x', 2000)
      from cron_job_logs, generate_series(1, ${ROWS}) n`;
  await app.db.$executeRaw`
    insert into cron_job_log_lines (run_id, at, level, attempt, message)
    select ${runId}::uuid, now(), 'info', 1, repeat('x', 2000) from generate_series(1, ${LINES})`;
  await app.db.$executeRaw`
    insert into cron_audit_log (id, actor, action, target, note)
    select gen_random_uuid(), 'somebody', 'job.toggle', 'scripted', repeat('x', 2000) from generate_series(1, ${ROWS})`;
}

/** How a file came to its end, and how much of it had come. */
interface Ending {
  how: "whole" | "cut";
  lines: number;
}

interface Reading {
  status: number;
  read: number;
  ended: Promise<Ending>;
}

async function sessionOf(name: string, role: Role): Promise<Record<string, string>> {
  const email = `${name}@example.com`;
  await createPerson({ db: app.db, email, password: PASSWORD, role });
  return { cookie: cookieFrom(await signIn(app.url, email)) };
}

interface Caller {
  headers: Record<string, string>;
  /** The caller takes nothing after the first part until then, and the rest over a thin line. Null reads at once. */
  readsOn: Promise<void> | null;
}

/** What a thin line carries: a file takes longer than the next look at the caller's right, however its parts are cut. */
const BYTES_PER_MS = 2_000;

async function reading(path: string, { headers, readsOn }: Caller): Promise<Reading> {
  const response = await fetch(app.url + path, { headers });
  const reading = { status: response.status, read: 0 };
  const ended = async (): Promise<Ending> => {
    let lines = 0;
    try {
      for await (const chunk of response.body ?? []) {
        lines += Buffer.from(chunk).toString("latin1").split("\n").length - 1;
        reading.read += chunk.length;
        await readsOn;
        if (readsOn !== null) await sleep(chunk.length / BYTES_PER_MS);
      }
      return { how: "whole", lines };
    } catch {
      return { how: "cut", lines };
    }
  };
  return Object.assign(reading, { ended: ended() });
}

const EXPORTS = (id: string) => ({
  csv: "/api/admin/cron-logs?format=csv",
  ndjson: "/api/admin/cron-logs?format=ndjson",
  log: `/api/admin/runs/${id}/log?format=text`,
  audit: "/api/admin/audit-log?format=csv",
});

it("sends a file of any size whole to whoever keeps the right to it", async () => {
  const headers = await sessionOf("stays", "admin");
  for (const path of Object.values(EXPORTS(runId))) {
    const { status, ended } = await reading(path, { headers, readsOn: null });
    expect([path, status]).toEqual([path, 200]);
    const { how, lines } = await ended;
    expect(how).toBe("whole");
    expect(lines).toBeGreaterThanOrEqual(ROWS);
  }
}, 120_000);

it("asks after nobody's right, and reads nothing, for HEAD", async () => {
  const { status } = await app.as("admin", EXPORTS(runId).csv, { method: "HEAD" });
  expect(status).toBe(200);
});

describe("fault C6: whoever lost the right to a file that is being sent", () => {
  it("has it cut within seconds, whether banned, signed out, without the role or with a revoked key", async () => {
    const { csv, ndjson, log, audit } = EXPORTS(runId);
    const key = { name: "reader", permissions: ["analytics:view_all"] };
    const { id, key: bearer } = await (await app.as("admin", "/api/admin/api-keys", asJson(key))).json();
    const callers = [
      [csv, await sessionOf("banned", "viewer")],
      [log, await sessionOf("out", "viewer")],
      [audit, await sessionOf("demoted", "admin")],
      [ndjson, { authorization: `Bearer ${bearer}` }],
    ] as const;
    const { promise: readsOn, resolve: readOn } = Promise.withResolvers<void>();
    const files: Reading[] = [];
    for (const [path, headers] of callers) files.push(await reading(path, { headers, readsOn }));
    expect(files.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await until("the first part of each file", async () => files.every(({ read }) => read > 0) || null);
    await app.db.user.update({ where: { email: "banned@example.com" }, data: { banned: true } });
    await app.db.session.deleteMany({ where: { user: { email: "out@example.com" } } });
    await app.db.user.update({ where: { email: "demoted@example.com" }, data: { role: "viewer" } });
    await app.as("admin", `/api/admin/api-keys/${id}`, { method: "DELETE" });
    readOn();
    const ends = await Promise.all(files.map(({ ended }) => ended));
    expect(ends.map(({ how }) => how)).toEqual(["cut", "cut", "cut", "cut"]);
    for (const [n, { lines }] of ends.entries()) expect(lines).toBeLessThan(callers[n]?.[0] === log ? LINES : ROWS);
  }, 120_000);
});
