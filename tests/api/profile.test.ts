import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPerson } from "../../lib/auth/seed-admin.ts";
import { type ApiApp, asJson, cookieFrom, signIn, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

const PROFILE = "/api/admin/profile";
const PASSWORD = "correct horse battery";
const NEXT = "an even better password";

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job]);
});
afterAll(() => app.close());

let people = 0;
async function person(): Promise<{ email: string; cookie: string }> {
  const email = `person-${people++}@example.com`;
  await createPerson({ db: app.db, email, password: PASSWORD, role: "viewer" });
  return { email, cookie: cookieFrom(await signIn(app.url, email)) };
}

const read = (cookie: string) => fetch(app.url + PROFILE, { headers: { cookie } });
const change = (cookie: string, body: object) => {
  const headers = { "content-type": "application/json", cookie, origin: app.url };
  return fetch(app.url + PROFILE, { ...asJson(body), method: "PATCH", headers });
};

describe("the profile", () => {
  it("says who is signed in and what they may do", async () => {
    const { email, cookie } = await person();
    const profile = { email, name: "person-0", role: "viewer", permissions: ["analytics:view_all", "alerts:view"] };
    expect(await (await read(cookie)).json()).toMatchObject({ success: true, profile });
  });

  it("takes a new name and writes it down", async () => {
    const { email, cookie } = await person();
    const { profile } = await (await change(cookie, { name: " Anna " })).json();
    expect(profile).toMatchObject({ email, name: "Anna" });
    expect((await (await read(cookie)).json()).profile.name).toBe("Anna");
    const entries = await app.db.cronAuditLog.findMany({ where: { actor: email } });
    expect(entries).toMatchObject([{ action: "profile.rename", target: email, after: { name: "Anna" } }]);
  });

  it.each([[{}], [{ name: "" }], [{ role: "admin" }], [{ password: { current: PASSWORD, next: "too short" } }]])(
    "refuses %j",
    async (body) => {
      expect((await change((await person()).cookie, body)).status).toBe(422);
    },
  );

  it("is not changed from another site", async () => {
    const { cookie } = await person();
    const headers = { "content-type": "application/json", cookie, origin: "https://evil.example.com" };
    const init = { ...asJson({ name: "Eve" }), method: "PATCH", headers };
    expect((await fetch(app.url + PROFILE, init)).status).toBe(403);
  });
});

describe("a new password", () => {
  it("ends all other sessions and gives this browser a new one", async () => {
    const { email, cookie } = await person();
    const elsewhere = cookieFrom(await signIn(app.url, email));
    const response = await change(cookie, { password: { current: PASSWORD, next: NEXT } });
    expect(response.status).toBe(200);
    const renewed = cookieFrom(response);
    const statuses = [elsewhere, cookie, renewed].map(async (each) => (await read(each)).status);
    expect(await Promise.all(statuses)).toEqual([401, 401, 200]);
    const signIns = [await signIn(app.url, email), await signIn(app.url, email, NEXT)];
    expect(signIns.map(({ status }) => status)).toEqual([401, 200]);
    const entries = await app.db.cronAuditLog.findMany({ where: { actor: email }, orderBy: { id: "asc" } });
    expect(entries).toMatchObject([
      { action: "profile.password", before: null, after: { outcome: "begun" } },
      { action: "profile.password", before: null, after: { outcome: "done" } },
    ]);
  });

  it("needs the old one, and guesses at it count as failed sign-ins", async () => {
    const { email, cookie } = await person();
    const guess = async () => (await change(cookie, { password: { current: "wrong password!", next: NEXT } })).status;
    const statuses = [];
    for (let n = 0; n < 11; n++) statuses.push(await guess());
    expect(statuses).toEqual([...new Array(10).fill(422), 429]);
    expect((await change(cookie, { password: { current: PASSWORD, next: NEXT } })).status).toBe(429);
    expect((await signIn(app.url, email)).status).toBe(429);
    expect((await read(cookie)).status).toBe(200);
    const entries = await app.db.cronAuditLog.findMany({ where: { actor: email }, orderBy: { id: "asc" } });
    const wrong = { outcome: "failed", reason: "wrong_password" };
    expect(entries.map(({ after }) => after)).toEqual(new Array(10).fill([{ outcome: "begun" }, wrong]).flat());
  });
});
