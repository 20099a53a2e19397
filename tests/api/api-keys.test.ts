import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { splitApiKey } from "../../lib/auth/api-key.ts";
import type { Permission } from "../../lib/auth/permissions.ts";
import { createPerson } from "../../lib/auth/seed-admin.ts";
import { type ApiApp, asJson, CRON_SECRET, cookieFrom, emailOf, signIn, startApiApp } from "../support/api-app.ts";
import { insertKey, withKey } from "../support/api-key.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

const JOBS = "/api/admin/cron-jobs";
const RUN = `${JOBS}/scripted/run`;

let app: ApiApp;
let names = 0;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job], { variables: { TRUSTED_PROXIES: "127.0.0.1" } });
});
afterAll(() => app.close());

const create = (body: object) => app.as("admin", "/api/admin/api-keys", asJson(body));
const nextName = () => `program ${names++}`;
const insert = (...permissions: Permission[]) => insertKey(app, { name: nextName(), permissions });
const idOf = (key: string) => splitApiKey(key)?.id ?? "";
const rowOf = (key: string) => app.db.apiKey.findUniqueOrThrow({ where: { id: idOf(key) } });
const change = (key: string, data: object) => app.db.apiKey.update({ where: { id: idOf(key) }, data });

describe("making a key", () => {
  it("shows it once and keeps only the hash of its secret", async () => {
    const response = await create({ name: "deploy", permissions: ["analytics:view_all", "cron:run"] });
    expect(response.status).toBe(201);
    const { id, key } = await response.json();
    expect(key).toMatch(new RegExp(`^bfy_${id}_[\\w-]{43}$`));
    const secret = splitApiKey(key)?.secret ?? "";
    const stored = await app.db.$queryRaw<{ row: string }[]>`select k::text as row from api_key k`;
    expect(JSON.stringify(stored)).not.toContain(secret);
    const listed = await app.as("admin", "/api/admin/api-keys");
    const { keys } = JSON.parse((await listed.text()).replaceAll(secret, "LEAKED"));
    expect(keys[0]).toEqual({
      ...{ id, name: "deploy", state: "active", createdBy: emailOf("admin"), createdAt: expect.any(String) },
      permissions: ["analytics:view_all", "cron:run"],
      effectivePermissions: ["analytics:view_all", "cron:run"],
      ...{ lastUsedAt: null, expiresAt: null, revokedAt: null },
    });
    expect(JSON.stringify(await app.db.cronAuditLog.findMany())).not.toContain(secret);
  });

  it("leaves one row in the audit log, and so does revoking it", async () => {
    const { id } = await (await create({ name: "audited", permissions: ["cron:run"] })).json();
    expect((await app.as("admin", `/api/admin/api-keys/${id}`, { method: "DELETE" })).status).toBe(200);
    expect((await app.as("admin", `/api/admin/api-keys/${id}`, { method: "DELETE" })).status).toBe(404);
    const entries = await app.db.cronAuditLog.findMany({ where: { target: "audited" }, orderBy: { id: "asc" } });
    expect(entries).toMatchObject([
      { actor: emailOf("admin"), action: "key.create", after: { id, permissions: ["cron:run"], expiresAt: null } },
      { actor: emailOf("admin"), action: "key.revoke", before: { id, permissions: ["cron:run"] } },
    ]);
  });

  it("refuses a name that a key has or had", async () => {
    const { id } = await (await create({ name: "taken", permissions: ["cron:run"] })).json();
    await app.as("admin", `/api/admin/api-keys/${id}`, { method: "DELETE" });
    const again = await create({ name: "taken", permissions: ["cron:run"] });
    expect([again.status, (await again.json()).code]).toEqual([409, "name_taken"]);
  });

  it.each([
    ["what would make more keys", { name: "x", permissions: ["keys:manage"] }],
    ["what would make more people", { name: "x", permissions: ["members:manage"] }],
    ["no permission", { name: "x", permissions: [] }],
    ["an end that is over", { name: "x", permissions: ["cron:run"], expiresAt: "2020-01-01T00:00:00Z" }],
    ["a name that cannot be read in the log", { name: "a\nb", permissions: ["cron:run"] }],
  ])("refuses %s", async (_what, body) => {
    expect((await create(body)).status).toBe(422);
  });
});

describe("a right key", () => {
  it("opens what it was given, without cookie or Origin, and is named in the audit log", async () => {
    const key = await insertKey(app, { name: "robot", permissions: ["cron:run", "cron:toggle"] });
    const toggle = asJson({ enabled: true, notes: "by a robot" });
    expect((await withKey(app, key, `${JOBS}/scripted/toggle`, toggle)).status).toBe(200);
    const run = await withKey(app, key, RUN, asJson({}));
    expect(run.status).toBe(202);
    const { runId } = await run.json();
    const row = await app.db.cronJobLog.findUniqueOrThrow({ where: { id: runId } });
    expect(row).toMatchObject({ actor: "key:robot", trigger: "http" });
    const entries = await app.db.cronAuditLog.findMany({ where: { actor: "key:robot" }, orderBy: { id: "asc" } });
    expect(entries.map(({ action }) => action)).toEqual(["job.toggle", "run.start"]);
    expect(
      (await app.db.cronJobConfig.findUniqueOrThrow({ where: { jobName: "scripted" } })).lastModifiedBy,
    ).toBeNull();
  });

  it("is told which permission it lacks", async () => {
    const response = await withKey(app, await insert("analytics:view_all"), RUN, asJson({}));
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "forbidden", details: { permission: "cron:run" } });
  });

  it("cannot manage keys, even if its row were to say so", async () => {
    const key = await insert("analytics:view_all", "keys:manage", "members:manage");
    expect((await withKey(app, key, JOBS)).status).toBe(200);
    for (const path of ["/api/admin/api-keys", "/api/admin/members", "/api/admin/profile"]) {
      expect([path, (await withKey(app, key, path)).status]).toEqual([path, 403]);
    }
  });

  it("opens nothing below /api/cron", async () => {
    expect((await withKey(app, await insert("cron:run"), "/api/cron/jobs")).status).toBe(401);
  });

  it("notes its last use, at most once a minute", async () => {
    const key = await insert("analytics:view_all");
    await withKey(app, key, JOBS);
    const { lastUsedAt: first } = await rowOf(key);
    expect(first).not.toBeNull();
    await withKey(app, key, JOBS);
    expect((await rowOf(key)).lastUsedAt).toEqual(first);
    const longAgo = new Date(Date.now() - 61_000);
    await change(key, { lastUsedAt: longAgo });
    await withKey(app, key, JOBS);
    expect((await rowOf(key)).lastUsedAt?.getTime()).toBeGreaterThan(longAgo.getTime() + 60_000);
  });

  it("never does more than its maker may do now", async () => {
    await createPerson({ db: app.db, email: "maker@example.com", password: "correct horse battery", role: "admin" });
    const key = await insert("analytics:view_all", "cron:state");
    await change(key, { createdBy: { connect: { email: "maker@example.com" } } });
    const answers = async () => [
      (await withKey(app, key, JOBS)).status,
      (await withKey(app, key, `${JOBS}/scripted/state`)).status,
    ];
    const maker = (data: object) => app.db.user.update({ where: { email: "maker@example.com" }, data });
    expect(await answers()).toEqual([200, 200]);
    await maker({ role: "viewer" });
    expect(await answers()).toEqual([200, 403]);
    await maker({ banned: true });
    expect(await answers()).toEqual([403, 403]);
    await app.db.user.delete({ where: { email: "maker@example.com" } });
    expect(await answers()).toEqual([403, 403]);
  });
});

describe("anything but a right key", () => {
  const valid = () => insert("analytics:view_all");
  it.each<[string, () => Promise<string>]>([
    ["an unknown key", async () => `bfy_${"0".repeat(16)}_${"A".repeat(43)}`],
    ["a wrong secret", async () => `bfy_${idOf(await valid())}_${"A".repeat(43)}`],
    ["half a key", async () => (await valid()).slice(0, -1)],
    ["a secret alone", async () => splitApiKey(await valid())?.secret ?? ""],
    ["the cron secret", async () => CRON_SECRET],
    ["the word undefined", async () => "undefined"],
    ["an expired key", async () => withChange(await valid(), { expiresAt: new Date(Date.now() - 1) })],
    ["a revoked key", async () => withChange(await valid(), { revokedAt: new Date() })],
  ])("%s is answered 401 with WWW-Authenticate", async (_what, make) => {
    const key = await make();
    const response = await withKey(app, key, JOBS);
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect(await response.text()).not.toContain(key);
  });

  it("a key that has not expired yet passes", async () => {
    const key = await withChange(await valid(), { expiresAt: new Date(Date.now() + 60_000) });
    expect((await withKey(app, key, JOBS)).status).toBe(200);
  });

  it("a key in a cookie, in the query or in another header opens nothing", async () => {
    const key = await valid();
    const cookies = ["belfry.session_token", "__Secure-belfry.session_token", "api_key"].map(
      (name) => `${name}=${key}`,
    );
    const headers = { cookie: cookies.join("; "), "x-api-key": key, origin: app.url };
    expect((await fetch(`${app.url}${JOBS}?key=${key}`, { headers })).status).toBe(401);
  });

  it("a wrong key is not made good by a session beside it", async () => {
    await app.as("admin", JOBS);
    const cookie = cookieFrom(await signIn(app.url, emailOf("admin")));
    const headers = { cookie, origin: app.url, authorization: `Bearer bfy_${"0".repeat(16)}_${"A".repeat(43)}` };
    expect((await fetch(app.url + JOBS, { headers })).status).toBe(401);
  });

  it("many of them from one address are told to wait, and the right key still passes", async () => {
    const init = { headers: { "x-forwarded-for": "203.0.113.7" } };
    const key = await valid();
    const wrong = async () => (await withKey(app, "bfy_wrong", JOBS, init)).status;
    const statuses = await Promise.all(Array.from({ length: 101 }, wrong));
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    const refused = await withKey(app, "bfy_wrong", JOBS, init);
    expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
    expect((await withKey(app, key, JOBS, init)).status).toBe(200);
  });
});

async function withChange(key: string, data: object): Promise<string> {
  await change(key, data);
  return key;
}
