import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Role } from "../../lib/auth/permissions.ts";
import { createPerson } from "../../lib/auth/seed-admin.ts";
import type { Prisma } from "../../lib/db.ts";
import { type ApiApp, asJson, cookieFrom, emailOf, signIn, startApiApp } from "../support/api-app.ts";
import { insertKey, withKey } from "../support/api-key.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";
import { until } from "../support/until.ts";

const MEMBERS = "/api/admin/members";
const JOBS = "/api/admin/cron-jobs";
const PASSWORD = "correct horse battery";

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job]);
  await app.as("admin", JOBS);
});
afterAll(() => app.close());

const patch = (body: object): RequestInit => ({ ...asJson(body), method: "PATCH" });
const change = (id: string, body: object) => app.as("admin", `${MEMBERS}/${id}`, patch(body));
const remove = (id: string) => app.as("admin", `${MEMBERS}/${id}`, { method: "DELETE" });
const looks = async (cookie: string) => (await fetch(app.url + JOBS, { headers: { cookie } })).status;
const lastAudit = () => app.db.cronAuditLog.findFirst({ orderBy: { id: "desc" } });

let people = 0;
async function person(role: Role): Promise<{ id: string; email: string; cookie: string }> {
  const email = `person-${people++}@example.com`;
  await createPerson({ db: app.db, email, password: PASSWORD, role });
  const { id } = await app.db.user.findUniqueOrThrow({ where: { email } });
  return { id, email, cookie: cookieFrom(await signIn(app.url, email)) };
}

describe("inviting", () => {
  it("makes an account whose password is shown once and signs in", async () => {
    const response = await app.as("admin", MEMBERS, asJson({ email: "New@Example.com", role: "operator" }));
    expect(response.status).toBe(201);
    const { member, password } = await response.json();
    expect(member).toMatchObject({ email: "new@example.com", name: "new", role: "operator", banned: false });
    expect((await signIn(app.url, "new@example.com", password)).status).toBe(200);
    expect(await lastAudit()).toMatchObject({
      ...{ actor: emailOf("admin"), action: "member.invite", target: "new@example.com", after: { role: "operator" } },
    });
    const listed = await (await app.as("admin", MEMBERS)).json();
    expect(listed.members.find(({ id }: { id: string }) => id === member.id)).toEqual({ ...member, sessions: 1 });
    expect(JSON.stringify([listed, await app.db.cronAuditLog.findMany()])).not.toContain(password);
  });

  it("refuses an address that has an account, however it is written", async () => {
    const { email } = await person("viewer");
    const again = await app.as("admin", MEMBERS, asJson({ email: email.toUpperCase(), role: "admin" }));
    expect([again.status, (await again.json()).code]).toEqual([409, "address_taken"]);
  });

  it("refuses a word that is no role", async () => {
    const response = await app.as("admin", MEMBERS, asJson({ email: "eve@example.com", role: "owner" }));
    expect(response.status).toBe(422);
  });
});

describe("changing a member", () => {
  it("a new role ends their sessions, and the audit log has both roles", async () => {
    const { id, email, cookie } = await person("operator");
    expect(await looks(cookie)).toBe(200);
    expect((await change(id, { role: "viewer" })).status).toBe(200);
    expect(await looks(cookie)).toBe(401);
    expect(await lastAudit()).toMatchObject({
      ...{ action: "member.change", target: email, before: { role: "operator" }, after: { role: "viewer" } },
    });
  });

  it("the role they have already costs them nothing", async () => {
    const { id, cookie } = await person("viewer");
    expect((await change(id, { role: "viewer" })).status).toBe(200);
    expect(await looks(cookie)).toBe(200);
  });

  it("a ban ends their sessions and shuts them out, until it is lifted", async () => {
    const { id, email, cookie } = await person("viewer");
    expect((await change(id, { banned: true, banReason: "left the company" })).status).toBe(200);
    expect([await looks(cookie), (await signIn(app.url, email)).status]).toEqual([401, 403]);
    expect(await lastAudit()).toMatchObject({ after: { banned: true, banReason: "left the company" } });
    expect((await change(id, { banned: false })).status).toBe(200);
    expect([await looks(cookie), (await signIn(app.url, email)).status]).toEqual([401, 200]);
  });

  it("a session that a ban overlooked opens nothing", async () => {
    const { id, cookie } = await person("viewer");
    await app.db.user.update({ where: { id }, data: { banned: true } });
    expect(await looks(cookie)).toBe(401);
  });

  it("a reset password is shown once, replaces the old one and ends their sessions", async () => {
    const { id, email, cookie } = await person("viewer");
    const { password } = await (await change(id, { resetPassword: true })).json();
    expect(await looks(cookie)).toBe(401);
    expect((await signIn(app.url, email)).status).toBe(401);
    expect((await signIn(app.url, email, password)).status).toBe(200);
    expect(await lastAudit()).toMatchObject({ action: "member.change", after: { passwordReset: true } });
  });

  it.each([[{}], [{ role: "owner" }], [{ banReason: "no ban" }], [{ banned: false, banReason: "x" }], [{ name: "x" }]])(
    "%j is refused",
    async (body) => {
      expect((await change((await person("viewer")).id, body)).status).toBe(422);
    },
  );

  it.each(["nope", "%00", "a'b"])("%s is no account", async (id) => {
    expect([(await change(id, { banned: true })).status, (await remove(id)).status]).toEqual([404, 404]);
  });

  it("nobody changes or deletes their own account here", async () => {
    const { id } = await app.db.user.findUniqueOrThrow({ where: { email: emailOf("admin") } });
    const answers = [await change(id, { role: "viewer" }), await change(id, { banned: true }), await remove(id)];
    for (const answer of answers) expect([answer.status, (await answer.json()).code]).toEqual([409, "own_account"]);
  });
});

describe("deleting a member", () => {
  it("ends their sessions and revokes their keys", async () => {
    const { id, email, cookie } = await person("admin");
    const key = await insertKey(app, { name: `of ${email}`, permissions: ["analytics:view_all"] });
    await app.db.apiKey.update({ where: { name: `of ${email}` }, data: { createdById: id } });
    expect((await withKey(app, key, JOBS)).status).toBe(200);
    expect((await remove(id)).status).toBe(200);
    expect([await looks(cookie), (await withKey(app, key, JOBS)).status]).toEqual([401, 401]);
    expect(await app.db.user.count({ where: { email } })).toBe(0);
    expect(await lastAudit()).toMatchObject({ action: "member.delete", target: email, after: { revokedKeys: 1 } });
  });
});

describe("the last admin", () => {
  let first: { id: string; cookie: string };
  let second: { id: string; cookie: string };
  beforeEach(async () => {
    first = await person("admin");
    second = await person("admin");
    // Nobody else may be left to be an admin; the app's own comes back with the next test's people
    await app.db.user.updateMany({ where: { id: { notIn: [first.id, second.id] } }, data: { role: "viewer" } });
  });
  afterAll(() => app.db.user.update({ where: { email: emailOf("admin") }, data: { role: "admin" } }));

  const as = async (cookie: string, id: string, init: RequestInit) => {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), cookie, origin: app.url };
    const response = await fetch(`${app.url}${MEMBERS}/${id}`, { ...init, headers });
    return [response.status, (await response.json()).code];
  };

  it.each<[string, RequestInit]>([
    ["demote", patch({ role: "operator" })],
    ["ban", patch({ banned: true })],
    ["delete", { method: "DELETE" }],
  ])("stays when two admins %s each other at the same moment", async (_verb, init) => {
    const answers = await whileLocked([first.id, second.id], () => [
      as(first.cookie, second.id, init),
      as(second.cookie, first.id, init),
    ]);
    expect(answers).toContainEqual([200, undefined]);
    expect(answers).toContainEqual([409, "last_admin"]);
    expect(await app.db.user.count({ where: { role: "admin", banned: false } })).toBe(1);
  });
});

/** Holds the rows until both requests are past their own checks and wait for them. */
async function whileLocked<T>(ids: string[], begin: () => Promise<T>[]): Promise<T[]> {
  const begun: Promise<T>[] = [];
  const hold = async (tx: Prisma.TransactionClient) => {
    await tx.$queryRaw`select id from "user" where id = any(${ids}) for update`;
    begun.push(...begin());
    await until("both requests wait for the rows", async () => {
      const [{ waiting } = { waiting: 0n }] = await tx.$queryRaw<{ waiting: bigint }[]>`
        select count(*) as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return waiting === 2n || null;
    });
  };
  await app.db.$transaction(hold, { timeout: 30_000 });
  return await Promise.all(begun);
}
