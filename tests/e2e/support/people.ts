import { type Browser, type BrowserContextOptions, test as base, type Page } from "@playwright/test";
import { createPerson } from "../../../lib/http/auth/seed-admin.ts";
import type { Role } from "../../../lib/http/permissions.ts";
import { E2E } from "../../support/e2e-settings.ts";
import { openDatabase, type TestRows } from "./rows.ts";

export { expect } from "@playwright/test";

interface Fixtures {
  /** A page of somebody who is signed in with this role. */
  as(role: Role, options?: BrowserContextOptions): Promise<Page>;
}

interface WorkerFixtures {
  rows: TestRows;
  /** Cookies of a person of each role, signed in through the form once. */
  sessions: Map<Role, SessionState>;
}

type SessionState = Awaited<ReturnType<Awaited<ReturnType<Browser["newContext"]>>["storageState"]>>;

export const addressOf = (role: Role) => (role === "admin" ? E2E.email : `${role}@example.com`);

export const test = base.extend<Fixtures, WorkerFixtures>({
  rows: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const rows = openDatabase();
      await use(rows);
      await rows.close();
    },
    { scope: "worker" },
  ],
  sessions: [
    async ({ browser, rows }, use) => {
      const sessions = new Map<Role, SessionState>();
      for (const role of ["admin", "operator", "viewer"] as const) {
        await createPerson({ db: rows.db, email: addressOf(role), password: E2E.password, role });
        sessions.set(role, await signedIn(browser, addressOf(role)));
      }
      await use(sessions);
    },
    { scope: "worker" },
  ],
  as: async ({ browser, sessions }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (role, options = {}) => {
      const storageState = sessions.get(role);
      if (!storageState) throw new Error(`nobody is signed in as ${role}`);
      const context = await browser.newContext({ baseURL: E2E.baseUrl, storageState, ...options });
      contexts.push(context);
      return await context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

/** Fills the sign-in form and sends it. */
export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function signedIn(browser: Browser, email: string): Promise<SessionState> {
  const context = await browser.newContext({ baseURL: E2E.baseUrl });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await fillSignIn(page, email, E2E.password);
  await page.waitForURL("**/dashboard/admin");
  const state = await context.storageState();
  await context.close();
  return state;
}
