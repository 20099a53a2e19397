import type { Page } from "@playwright/test";
import { E2E } from "../support/e2e-settings.ts";
import { addressOf, expect, fillSignIn, startClean, test } from "./support/people.ts";

startClean();

const SETTINGS = "/dashboard/admin/settings";

test("somebody is invited, signs in with the shown password, and a new role ends their session", async ({
  as,
  browser,
}) => {
  const admin = await as("admin");
  const password = await invite(admin, "new-hire@example.com", "viewer");
  const context = await browser.newContext({ baseURL: E2E.baseUrl });
  const hire = await context.newPage();
  await hire.goto("/sign-in");
  await fillSignIn(hire, "new-hire@example.com", password);
  await expect(hire).toHaveURL(/\/dashboard\/admin/);

  const member = await openMember(admin, "new-hire@example.com");
  await member.getByLabel("Role").selectOption("operator");
  await member.getByRole("button", { name: "Change role" }).click();
  await expect(member.getByText("The role is changed")).toBeVisible();
  await hire.reload();
  await expect(hire).toHaveURL(/\/sign-in/);
  await fillSignIn(hire, "new-hire@example.com", password);
  await expect(hire).toHaveURL(/\/dashboard\/admin/);

  await member.getByLabel("Reason").fill("left the company");
  await member.getByRole("button", { name: "Ban", exact: true }).click();
  await expect(member.getByText("Banned")).toBeVisible();
  await hire.reload();
  await fillSignIn(hire, "new-hire@example.com", password);
  await expect(hire).toHaveURL(/\/sign-in/);
  await member.getByRole("button", { name: "Lift the ban" }).click();
  await expect(member.getByText("Banned")).toHaveCount(0);

  await member.getByRole("button", { name: "Reset password" }).click();
  await expect(member.getByText("The password of new-hire@example.com")).toBeVisible();
  const next = (await member.locator("code").first().textContent()) ?? "";
  expect(next).not.toBe(password);
  await fillSignIn(hire, "new-hire@example.com", next);
  await expect(hire).toHaveURL(/\/dashboard\/admin/);

  await member.getByRole("button", { name: "Delete account" }).click();
  await expect(member).toBeVisible(); // the box is not ticked: the browser asks for it
  await member.getByRole("checkbox", { name: /Delete new-hire/ }).check();
  await member.getByRole("button", { name: "Delete account" }).click();
  await expect(member).toHaveCount(0);
  await context.close();
});

test("the last admin stays one: there is no control over the own account, it says why, and a sent form is refused", async ({
  as,
}) => {
  const page = await as("admin", { javaScriptEnabled: false });
  await page.goto(`${SETTINGS}/members`);
  const own = page.locator(`[data-member="${addressOf("admin")}"]`);
  await expect(own.getByRole("button")).toHaveCount(0);
  await expect(own).toContainText("You are the last admin");
  const ownId = await own.getAttribute("data-id");

  const other = await openMember(page, addressOf("viewer"));
  const form = other.locator("form", { has: page.getByRole("button", { name: "Delete account" }) });
  await form.locator("input[name=id]").evaluate((input, id) => input.setAttribute("value", id), ownId ?? "");
  await form.getByRole("checkbox").check();
  await form.getByRole("button", { name: "Delete account" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Nobody changes their own role");
  await page.goto(`${SETTINGS}/members`);
  await expect(own).toBeVisible();
});

test("the profile keeps a new name, refuses a wrong password and changes it with the right one", async ({
  as,
  browser,
}) => {
  const admin = await as("admin");
  const password = await invite(admin, "self@example.com", "viewer");
  const context = await browser.newContext({ baseURL: E2E.baseUrl });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await fillSignIn(page, "self@example.com", password);
  await expect(page).toHaveURL(/\/dashboard\/admin/);
  await page.goto(SETTINGS);
  await expect(page).toHaveURL(`${SETTINGS}/profile`);
  await page.getByLabel("Name").fill("Selma");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The name is saved.")).toBeVisible();

  const change = async (current: string) => {
    await page.getByLabel("Current password").fill(current);
    await page.getByLabel("New password").fill("a new long password");
    await page.getByRole("button", { name: "Change password" }).click();
  };
  await change("not the password");
  await expect(page.getByText("The current password is not right")).toBeVisible();
  await change(password);
  await expect(page.getByText("The password is changed")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Name")).toHaveValue("Selma");
  await context.close();
});

async function invite(page: Page, email: string, role: "admin" | "viewer"): Promise<string> {
  await page.goto(`${SETTINGS}/members`);
  await page.getByLabel("E-mail").fill(email);
  await page.locator("#invite-role").selectOption(role);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByText(`The password of ${email}`)).toBeVisible();
  return (await page.getByRole("status").locator("code").first().textContent()) ?? "";
}

async function openMember(page: Page, email: string) {
  await page.goto(`${SETTINGS}/members`);
  const member = page.locator(`[data-member="${email}"]`);
  await member.getByRole("link", { name: "Manage" }).click();
  return member;
}
