import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiApp, CRON_SECRET, signIn, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

/** Nothing listens there. */
const NOWHERE = "postgresql://postgres:x@127.0.0.1:9/postgres";

let app: ApiApp;
const script = scriptedJob([step.ok()]);
beforeAll(async () => {
  app = await startApiApp([script.job], { databaseUrl: NOWHERE });
});
afterAll(() => app.close());

describe("while the database is away", () => {
  it.each(["/api/cron/scripted", "/api/cron/jobs", "/api/cron/tick", "/api/cron/execute/scripted"])(
    "%s answers 503 in the one error shape and names no address",
    async (path) => {
      const response = await app.cron(path);
      const text = await response.text();
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).not.toBeNull();
      expect(JSON.parse(text)).toMatchObject({ success: false, code: "database_unavailable" });
      expect(text).not.toContain("127.0.0.1");
      expect(script.calls).toEqual([]);
    },
  );

  it("a session cannot be read, which is no reason to say 'signed out'", async () => {
    const cookie = await forgedCookie();
    const response = await fetch(`${app.url}/api/admin/cron-jobs`, { headers: { cookie } });
    expect([response.status, (await response.json()).code]).toEqual([503, "database_unavailable"]);
  });

  it("signing in answers 503 too", async () => {
    const response = await signIn(app.url, "anna@example.com");
    expect([response.status, (await response.json()).code]).toEqual([503, "database_unavailable"]);
  });

  it("the process is alive but not ready, and only the secret sees why", async () => {
    expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
    const anonymous = await fetch(`${app.url}/api/health?ready=1`);
    expect([anonymous.status, Object.keys(await anonymous.json())]).toEqual([503, ["status", "timestamp"]]);
    const headers = { authorization: `Bearer ${CRON_SECRET}` };
    const inside = await (await fetch(`${app.url}/api/health?ready=1`, { headers })).json();
    expect(inside.components.database).toEqual({ ok: false, detail: "does not answer" });
  });
});

/** A cookie whose signature is right, so that the session has to be looked up. */
async function forgedCookie(): Promise<string> {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(app.runtime.env.authSecret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode("token"));
  return `belfry.session_token=${encodeURIComponent(`token.${Buffer.from(signature).toString("base64")}`)}`;
}
