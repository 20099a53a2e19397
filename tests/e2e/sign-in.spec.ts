import { E2E } from "../support/e2e-settings.ts";
import { expect, fillSignIn, startClean, test } from "./support/people.ts";

startClean();

test("a page asks for a sign-in and is shown after it, with its filter", async ({ page }) => {
  await page.goto("/admin/cron-logs?status=failed");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await fillSignIn(page, E2E.email, E2E.password);
  await expect(page).toHaveURL("/admin/cron-logs?status=failed");
  await expect(page.getByLabel("Status")).toHaveValue("failed");
});

test("a wrong password is refused in a sentence that does not tell whether the account exists", async ({ page }) => {
  const refusals: string[] = [];
  for (const email of [E2E.email, "nobody@example.com"]) {
    await page.goto("/sign-in");
    await fillSignIn(page, email, "not the password at all");
    refusals.push((await page.getByRole("main").getByRole("alert").textContent()) ?? "");
  }
  expect(refusals[0]).not.toBe("");
  expect(refusals[0]).toBe(refusals[1]);
});

for (const next of ["//evil.example", "https://evil.example", "/\\evil.example"]) {
  test(`a sign-in never leads to ${next}`, async ({ page }) => {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await fillSignIn(page, E2E.email, E2E.password);
    await expect(page).toHaveURL("/dashboard/admin");
  });
}

test("signing out ends the session at the server", async ({ page, context }) => {
  await page.goto("/sign-in");
  await fillSignIn(page, E2E.email, E2E.password);
  await page.waitForURL("**/dashboard/admin");
  const cookies = await context.cookies();
  await page.getByRole("button", { name: /Sign out/ }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await context.addCookies(cookies);
  await page.goto("/dashboard/admin/cron-jobs");
  await expect(page).toHaveURL(/\/sign-in/);
});
