import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CALLS } from "../../lib/auth/window-limit.ts";
import { limitCalls } from "../../lib/http/auth/limit-calls.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([]);
});
afterAll(() => app.close());

/** Redis as the test says: seconds to wait, or null where it cannot say. */
const sharing = (seconds: number | null) => Object.assign(app.runtime, { sharedLimit: { take: async () => seconds } });

describe("calls of one person or key", () => {
  it("past the limit over all processes are answered 429 with the time to wait", async () => {
    sharing(7);
    const answer = await app.as("admin", "/api/admin/cron-jobs");
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toBe("7");
    expect(await answer.json()).toMatchObject({ success: false, code: "too_many_calls" });
  });

  it("with the cron secret are never limited", async () => {
    sharing(7);
    expect((await app.cron("/api/cron/jobs")).status).toBe(200);
    expect((await app.cron("/api/admin/job-stats")).status).not.toBe(429);
  });

  it("are counted by the process itself where Redis cannot say, and let through below the limit", async () => {
    sharing(null);
    expect((await app.as("admin", "/api/admin/cron-jobs")).status).toBe(200);
    const person = { id: "a-loop-gone-wild", email: "loop@example.com", name: "Loop", role: "admin" } as const;
    const call = () => limitCalls(app.runtime, { kind: "person", person });
    for (let count = 0; count < CALLS.limit; count += 1) await call();
    await expect(call()).rejects.toMatchObject({ fields: { status: 429, code: "too_many_calls" } });
  });
});
