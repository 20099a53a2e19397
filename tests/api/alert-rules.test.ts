import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type AdminApp, startAdminApp } from "../support/admin-app.ts";
import { asJson, emailOf } from "../support/api-app.ts";

let app: AdminApp;
beforeAll(async () => {
  app = await startAdminApp();
});
beforeEach(async () => {
  await app.db.alertRule.deleteMany();
});
afterAll(() => app.close());

const put = (rule: string, body: object) => app.admin(`alert-rules/${rule}`, { ...asJson(body), method: "PUT" });
const failed = async () => {
  const { rules } = await (await app.admin("alert-rules")).json();
  return rules.find(({ name }: { name: string }) => name === "failed");
};

it("every rule is listed as the code has it until somebody changes it", async () => {
  const { rules } = await (await app.admin("alert-rules")).json();
  expect(rules).toHaveLength(15);
  expect(await failed()).toMatchObject({ enabled: true, severity: "warning", overrides: [] });
});

it("is changed everywhere and for one job by its alias, and given back, each with its row in the audit log", async () => {
  expect((await put("failed", { numbers: { failures: 5 } })).status).toBe(200);
  expect((await put("failed", { scope: "job:fast", enabled: false, severity: "critical" })).status).toBe(200);
  const [number] = (await failed()).numbers;
  expect(number).toMatchObject({ name: "failures", value: 5, byDefault: 3 });
  expect((await failed()).overrides).toMatchObject([
    { scope: "", enabled: null, numbers: { failures: 5 }, updatedBy: emailOf("admin") },
    { scope: "job:quick", enabled: false, severity: "critical" },
  ]);
  expect(await app.lastAudit()).toMatchObject({
    ...{ action: "rule.change", target: "failed (job:quick)", before: null },
    after: { enabled: false, severity: "critical", numbers: {} },
  });
  expect((await app.admin("alert-rules/failed?scope=job:fast", { method: "DELETE" })).status).toBe(200);
  expect(await app.lastAudit()).toMatchObject({ action: "rule.reset", target: "failed (job:quick)" });
  expect((await put("failed", {})).status).toBe(200);
  expect((await failed()).overrides).toEqual([]);
});

it.each([
  ["failed", { numbers: { failures: 0 } }, "numbers.failures"],
  ["failed", { numbers: { failures: 2.5 } }, "numbers.failures"],
  ["failed", { numbers: { failures: 1_000_000 } }, "numbers.failures"],
  ["failed", { numbers: { constructor: 3 } }, "numbers.constructor"],
  ["failed", { scope: "job:nobody" }, "scope"],
  ["failed", { scope: "everywhere" }, "scope"],
  ["overrun", { numbers: { skips: 11 } }, "numbers.skips"],
  ["refused", { numbers: { quietMinutes: 5 } }, "numbers.withinMinutes"],
  ["component", { scope: "job:quick", enabled: false }, "scope"],
  ["failed", { severity: "high" }, "severity"],
])("%s %j is refused: it could never open or close, or is about nothing", async (rule, body, path) => {
  const answer = await put(rule, body);
  const { issues } = await answer.json();
  expect([answer.status, issues.map((issue: { path: string }) => issue.path)]).toEqual([422, [path]]);
  expect(await app.db.alertRule.count()).toBe(0);
});

it("numbers that only contradict each other over two scopes are refused, with the number that has to give way", async () => {
  expect((await put("overrun", { scope: "job:quick", numbers: { ofSlots: 4 } })).status).toBe(200);
  const answer = await put("overrun", { numbers: { skips: 5 } });
  const { issues } = await answer.json();
  expect([answer.status, issues]).toMatchObject([
    422,
    [{ path: "numbers.skips", message: expect.stringContaining("ofSlots, which is 4") }],
  ]);
});

it("a rule that is none is not found", async () => {
  expect((await put("constructor", { enabled: false })).status).toBe(404);
});
