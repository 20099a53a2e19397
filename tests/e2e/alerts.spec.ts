import { type Peer, startPeer } from "../alerts/support/peers.ts";
import { failing, openIncident, seedAlerts } from "./support/incidents.ts";
import { expect, startClean, test } from "./support/people.ts";

startClean();

const ALERTS = "/dashboard/admin/alerts";

test.describe("with incidents", () => {
  let incidentId = "";
  let runId = "";

  test.beforeAll(async ({ rows }) => {
    const startedAt = new Date(Date.now() - 12 * 60_000).toISOString();
    [runId = ""] = await rows.insert([{ job: "health-check", status: "failed", startedAt, error: "refused" }]);
    incidentId = (await seedAlerts(rows.db, runId)).incident.id;
  });

  test("an operator sees the worst first with what follows from it, sees to one, silences, and ends it", async ({
    as,
    rows,
  }) => {
    const page = await as("operator");
    await page.goto(ALERTS);
    const open = page.getByRole("region", { name: "Open incidents" });
    const items = open.locator("[data-incident]");
    await expect(items.first()).toContainText("mail is not well");
    const failed = open.locator(`[data-incident="${incidentId}"]`);
    await failed.getByRole("button", { name: "Acknowledge health-check fails" }).click();
    await expect(failed).toContainText("Acknowledged by operator@example.com");
    await failed.getByRole("link", { name: "health-check fails" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("health-check fails");
    await expect(page.getByRole("main")).toContainText("connect ECONNREFUSED 10.0.0.7:5432");
    await expect(page.getByRole("region", { name: "Who was told of it" })).toContainText("404: no_service");

    await page.getByRole("button", { name: "Silence" }).click();
    const dialog = page.getByRole("dialog", { name: "Silence" });
    await dialog.getByLabel("Reason").fill("moving the database");
    await dialog.getByRole("button", { name: "Silence" }).click();
    await expect(page.getByRole("region", { name: "Silences in force" })).toContainText("moving the database");

    await page.getByLabel("Note", { exact: true }).last().fill("the provider has an outage");
    await page.getByRole("button", { name: "Add a note" }).click();
    await expect(page.getByText("“the provider has an outage”")).toBeVisible();

    await page.getByRole("button", { name: "Resolve" }).click();
    await page.getByRole("dialog", { name: "Resolve" }).getByRole("button", { name: "Resolve" }).click();
    await expect(page.getByText("What was wrong")).toBeVisible();
    const audit = await rows.db.cronAuditLog.findMany({ where: { target: incidentId }, orderBy: { id: "asc" } });
    expect(audit.map(({ action, actor }) => [action, actor])).toEqual([
      ["incident.acknowledge", "operator@example.com"],
      ["incident.note", "operator@example.com"],
      ["incident.resolve", "operator@example.com"],
    ]);
  });

  test("a run names its alerts, a job and the Overview lead with them, and what opens appears by itself", async ({
    as,
    rows,
  }) => {
    const page = await as("viewer");
    await page.goto(`/admin/cron-logs/${runId}`);
    await expect(page.getByRole("main").getByRole("link", { name: "health-check fails" })).toBeVisible();
    await page.goto("/dashboard/admin");
    const open = page.getByRole("region", { name: "Open incidents" });
    await expect(open.getByRole("link", { name: "mail is not well" })).toBeVisible();
    await expect(open.getByRole("button")).toHaveCount(0);
    const raised = { rule: "raised", subject: "campaign:7", facts: { title: "The budget is used up" } } as const;
    const { id } = await openIncident(rows.db, { ...failing(runId), ...raised });
    await expect(open.locator(`[data-incident="${id}"]`)).toBeVisible();
    await page.goto("/dashboard/admin/cron-jobs/health-check");
    await expect(page.getByRole("region", { name: "Open incidents" })).toContainText("The budget is used up");
  });

  test("without JavaScript the filter works, and somebody sees to an incident", async ({ as, rows }) => {
    const { id } = await openIncident(rows.db, { ...failing(runId), rule: "raised", subject: "campaign:8" });
    const page = await as("operator", { javaScriptEnabled: false });
    await page.goto(ALERTS);
    await page.getByText("Filter", { exact: true }).first().click();
    await page.getByLabel("Rule").selectOption({ label: "Raised by a job" });
    await page.getByRole("button", { name: "Filter" }).click();
    const open = page.getByRole("region", { name: "Open incidents" });
    await expect(open).not.toContainText("mail is not well");
    const raised = open.locator(`[data-incident="${id}"]`);
    await raised.getByRole("button", { name: /^Acknowledge / }).click();
    await expect(raised).toContainText("Acknowledged by operator@example.com");
  });
});

test.describe("channels and rules", () => {
  let peer: Peer;
  test.beforeAll(async ({ rows }) => {
    await rows.clear();
    peer = await startPeer(() => ({ status: 200, body: "taken" }));
  });
  test.afterAll(() => peer.close());

  test("an admin is told that nobody would be told, makes a channel, and sees what it answers", async ({ as }) => {
    const page = await as("admin");
    await page.goto("/dashboard/admin");
    await page.getByRole("main").getByRole("link", { name: "Set one up" }).click();
    await page.getByRole("link", { name: "Webhook" }).click();
    await page.getByLabel("Address").fill("http://10.1.2.3/hook");
    await page.getByRole("button", { name: "Make channel" }).click();
    await expect(page.getByRole("main").getByRole("alert")).toContainText("10.1.2.3 is a private address");
    await page.getByLabel("Address").fill(`${peer.origin}/hook/the-secret`);
    await page.getByRole("button", { name: "Make channel" }).click();
    await expect(page.getByRole("main").getByText(/^whsec_\S{20,}$/)).toBeVisible();
    await page.getByRole("button", { name: "Send a test to Webhook" }).click();
    await expect(page.getByText("It arrived: status 200 · taken")).toBeVisible();
    await expect(page.getByText("nobody would be told")).toHaveCount(0);
    expect(await page.content()).not.toContain("the-secret");

    peer.script(() => ({ status: 404, body: "gone away" }));
    await page.getByRole("main").getByRole("link", { name: "Webhook", exact: true }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Webhook");
    await page.getByRole("button", { name: "Send a test to Webhook" }).click();
    await expect(page.getByRole("main").getByRole("alert")).toContainText("It did not arrive: status 404 · gone away");
    await page.getByRole("button", { name: /again/ }).click();
    // It leaves at once, and the page of one channel is not read again by itself.
    const tries = page.locator("[data-message]").first().getByRole("list", { name: "Tries" }).getByRole("listitem");
    await expect(async () => {
      await page.reload();
      await expect(tries).toHaveCount(2, { timeout: 2_000 });
    }).toPass();
  });

  test("an admin changes a rule for one job, is held to its bounds, and takes it back", async ({ as }) => {
    const page = await as("admin");
    await page.goto(`${ALERTS}/rules`);
    const rule = page.locator('[data-rule="failed"]');
    await rule.getByRole("link", { name: "Change Failed" }).click();
    await rule.getByLabel("Where").selectOption("job:health-check");
    await rule.getByLabel("Failures in a row", { exact: true }).fill("7");
    await rule.getByRole("button", { name: "Save" }).click();
    await expect(rule.getByText(/job health-check: Failures in a row: 7/)).toBeVisible();
    await rule.getByRole("button", { name: /^Take back/ }).click();
    await expect(rule.getByText(/job health-check: Failures/)).toHaveCount(0);
  });
});
