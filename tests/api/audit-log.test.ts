import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

const AUDIT = "/api/admin/audit-log";

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job]);
  const entry = (actor: string, action: string, target: string, at: string) => ({ actor, action, target, at });
  await app.db.cronAuditLog.createMany({
    data: [
      { ...entry("ann@example.com", "job.toggle", "quick", "2026-03-01T08:00:00Z"), before: { enabled: true } },
      entry("ann@example.com", "run.cancel", "a-run", "2026-03-02T08:00:00Z"),
      { ...entry("key:deploy", "job.toggle", "quick", "2026-03-03T08:00:00Z"), note: "=HYPERLINK(1)" },
    ],
  });
});
afterAll(() => app.close());

async function targets(query: string): Promise<string[]> {
  const { entries } = await (await app.as("admin", `${AUDIT}?${query}`)).json();
  return entries.map(({ actor, action }: { actor: string; action: string }) => `${actor} ${action}`);
}

describe("the audit log", () => {
  it.each([
    ["actor=ann@example.com", ["ann@example.com run.cancel", "ann@example.com job.toggle"]],
    ["action=job.toggle", ["key:deploy job.toggle", "ann@example.com job.toggle"]],
    ["action=job.toggle&actor=key:deploy", ["key:deploy job.toggle"]],
    ["target=a-run", ["ann@example.com run.cancel"]],
    ["from=2026-03-02&to=2026-03-03", ["ann@example.com run.cancel"]],
    ["from=2026-03-04", []],
  ])("%s narrows it", async (query, expected) => {
    expect(await targets(query)).toEqual(expected);
  });

  it("comes as a file of the same filter, all pages, safe to open in a spreadsheet", async () => {
    const response = await app.as("admin", `${AUDIT}?format=csv&action=job.toggle`);
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="audit-log.csv"');
    const [head, ...lines] = (await response.text()).trim().split("\r\n");
    expect(head).toBe("at,actor,action,target,before,after,note,address,user_agent");
    expect(lines).toEqual([
      "2026-03-03T08:00:00.000Z,key:deploy,job.toggle,quick,,,'=HYPERLINK(1),,",
      '2026-03-01T08:00:00.000Z,ann@example.com,job.toggle,quick,"{""enabled"":true}",,,,',
    ]);
    expect((await app.as("viewer", `${AUDIT}?format=csv`)).status).toBe(403);
  });

  it.each(["limit=0", "from=yesterday", "cursor=1", "colour=red"])("refuses %s", async (query) => {
    expect((await app.as("admin", `${AUDIT}?${query}`)).status).toBe(422);
  });
});
