import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authOf } from "../../lib/auth/auth.ts";
import { createPerson, seedAdmin } from "../../lib/auth/seed-admin.ts";
import { type ApiApp, asJson, cookieFrom, emailOf, signIn, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

const password = "correct horse battery";

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job]);
  await createPerson({ db: app.db, email: "Anna@Example.com ", password, role: "viewer" });
});
afterAll(() => app.close());

const session = (cookie: string, init: RequestInit = {}) =>
  fetch(`${app.url}/api/admin/cron-jobs`, { ...init, headers: { cookie, origin: app.url } });

describe("signing in", () => {
  it("sets a cookie that scripts cannot read and other sites cannot use, and opens the admin routes", async () => {
    const response = await signIn(app.url, "anna@example.com");
    expect(response.status).toBe(200);
    const [cookie = ""] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^belfry\.session_token=/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect((await session(cookieFrom(response))).status).toBe(200);
  });

  it("answers the same to an unknown account and to a wrong password", async () => {
    const unknown = await signIn(app.url, "nobody@example.com", "wrong password!");
    const wrong = await signIn(app.url, "anna@example.com", "wrong password!");
    expect([unknown.status, wrong.status]).toEqual([401, 401]);
    expect(await unknown.text()).toBe(await wrong.text());
  });

  it("ends the session that the browser had before", async () => {
    const former = cookieFrom(await signIn(app.url, "anna@example.com"));
    const latter = cookieFrom(await signIn(app.url, "anna@example.com", password, { cookie: former }));
    expect(latter).not.toBe(former);
    expect([(await session(former)).status, (await session(latter)).status]).toEqual([401, 200]);
  });

  it("is refused from another site", async () => {
    const response = await signIn(app.url, "anna@example.com", password, {
      origin: "https://evil.example.com",
      cookie: "a=b",
      "sec-fetch-site": "cross-site",
    });
    expect(response.status).toBe(403);
  });

  it("takes no forged or tampered cookie", async () => {
    const cookie = cookieFrom(await signIn(app.url, "anna@example.com"));
    expect((await session(`${cookie.slice(0, -6)}AAAAA%3D`)).status).toBe(401);
    expect((await session("belfry.session_token=abc.def")).status).toBe(401);
  });
});

describe("fault C1: what is sent to the door", () => {
  const post = (body: BodyInit) =>
    fetch(`${app.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: app.url },
      body,
      duplex: "half",
    } as RequestInit);

  it("is refused above a few KiB before it is parsed, whether or not it says its length", async () => {
    const large = JSON.stringify({ email: "anna@example.com", password: "x".repeat(8192) });
    const unannounced = new Blob([large]).stream();
    for (const body of [large, unannounced]) {
      const response = await post(body);
      expect([response.status, (await response.json()).code]).toEqual([413, "too_large"]);
    }
  });

  it("is refused when it is nested so deep that it would end somebody's stack", async () => {
    const nested = `{"size": ${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
    const response = await app.cron("/api/cron/scripted", { method: "POST", body: nested });
    expect([response.status, (await response.json()).code]).toEqual([400, "bad_json"]);
  });
});

describe("fault C4: tries that another site makes", () => {
  it("count against nobody", async () => {
    const before = await app.db.rateLimit.count();
    for (let n = 0; n < 15; n++) {
      const response = await signIn(app.url, "carl@example.com", "wrong password!", { origin: "https://evil.example" });
      expect(response.status).toBe(403);
    }
    expect(await app.db.rateLimit.count()).toBe(before);
  });
});

describe("signing out", () => {
  it("ends the session on the server, not only in the browser", async () => {
    const cookie = cookieFrom(await signIn(app.url, "anna@example.com"));
    const headers = { cookie, origin: app.url, "content-type": "application/json" };
    const signedOut = await fetch(`${app.url}/api/auth/sign-out`, { method: "POST", headers, body: "{}" });
    expect(signedOut.status).toBe(200);
    expect((await session(cookie)).status).toBe(401);
  });
});

describe("a role change", () => {
  it("counts at once and ends that person's sessions", async () => {
    await createPerson({ db: app.db, email: "bert@example.com", password, role: "operator" });
    const cookie = cookieFrom(await signIn(app.url, "bert@example.com"));
    const { id: userId } = await app.db.user.findUniqueOrThrow({ where: { email: "bert@example.com" } });
    await app.as("admin", "/api/admin/cron-jobs");
    const admin = cookieFrom(await signIn(app.url, emailOf("admin")));
    const headers = new Headers({ cookie: admin, origin: app.url });
    await authOf(app.runtime).api.setRole({ body: { userId, role: "viewer" }, headers });
    expect((await session(cookie)).status).toBe(401);
  });
});

describe("what is not offered", () => {
  it.each([
    ["sign-up", "/api/auth/sign-up/email", { email: "eve@example.com", password, name: "Eve" }],
    [
      "making people",
      "/api/auth/admin/create-user",
      { email: "eve@example.com", password, name: "Eve", role: "admin" },
    ],
    ["changing roles", "/api/auth/admin/set-role", { userId: "x", role: "admin" }],
    ["resetting passwords", "/api/auth/request-password-reset", { email: "anna@example.com" }],
  ])("%s answers 404, to an admin too", async (_what, path, body) => {
    expect((await app.as("admin", path, asJson(body))).status).toBe(404);
    expect(await app.db.user.count({ where: { email: "eve@example.com" } })).toBe(0);
  });

  it("sign-up is closed inside better-auth as well", async () => {
    const body = { email: "eve@example.com", password, name: "Eve" };
    await expect(authOf(app.runtime).api.signUpEmail({ body })).rejects.toThrow(/sign up is not enabled/i);
  });
});

describe("guessing", () => {
  it("is stopped per account, from whatever address, until the window is over", async () => {
    await createPerson({ db: app.db, email: "carl@example.com", password, role: "viewer" });
    const guesses = await Promise.all(
      Array.from({ length: 14 }, (_, n) =>
        signIn(app.url, "carl@example.com", `wrong password ${n}`, { "x-forwarded-for": `203.0.113.${n}` }),
      ),
    );
    const statuses = guesses.map(({ status }) => status).sort();
    expect(statuses).toEqual([...new Array(10).fill(401), ...new Array(4).fill(429)]);
    const refused = await signIn(app.url, "carl@example.com");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signIn(app.url, "anna@example.com")).status).toBe(200);
  });

  it("starts from nothing after a sign-in that succeeds", async () => {
    await createPerson({ db: app.db, email: "dora@example.com", password, role: "viewer" });
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 8; n++)
        expect((await signIn(app.url, "dora@example.com", "wrong password!")).status).toBe(401);
      expect((await signIn(app.url, "dora@example.com")).status).toBe(200);
    }
  });
});

describe("the first admin", () => {
  it("is made once, keeps its password, and several processes may try at once", async () => {
    const admin = { db: app.db, email: "first@example.com", password };
    const answers = await Promise.all([seedAdmin(admin), seedAdmin(admin), seedAdmin(admin)]);
    expect(answers.sort()).toEqual(["created", "exists", "exists"]);
    expect(await seedAdmin({ ...admin, password: "another password" })).toBe("exists");
    const response = await signIn(app.url, "first@example.com");
    expect(response.status).toBe(200);
    expect((await response.json()).user.role).toBe("admin");
  });
});
