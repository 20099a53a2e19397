import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  type Page,
} from "@playwright/test";
import type { Role } from "../../../lib/auth/permissions.ts";
import { createPerson } from "../../../lib/auth/seed-admin.ts";
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

/** What pulses would be drawn sixty times a second, by the processor that the tests need. */
const CALM: BrowserContextOptions = { baseURL: E2E.baseUrl, reducedMotion: "reduce" };

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
  as: async ({ browser, sessions }, use, testInfo) => {
    const contexts: BrowserContext[] = [];
    await use(async (role, options = {}) => {
      const storageState = sessions.get(role);
      if (!storageState) throw new Error(`nobody is signed in as ${role}`);
      const context = await browser.newContext({ ...CALM, storageState, ...options });
      contexts.push(context);
      return await context.newPage();
    });
    if (testInfo.status !== testInfo.expectedStatus) testInfo.errors.push(...(await shown(contexts)));
    await Promise.all(contexts.map((context) => context.close()));
  },
});

/** Begins a file: what the files before it left counts no more. */
export function startClean(): void {
  test.beforeAll(async ({ rows }) => await rows.clear());
}

/** What the pages of a failed test show: where only the output of a run is kept, nothing else tells. */
async function shown(contexts: readonly BrowserContext[]): Promise<{ message: string }[]> {
  const pages = contexts.flatMap((context) => context.pages());
  return await Promise.all(
    pages.map(async (page) => {
      const parts = page.locator("main, [data-sonner-toast]");
      const text = (await parts.allInnerTexts().catch((error) => [String(error)])).join(" | ");
      return { message: `The page at ${page.url()} shows:\n${text.replace(/\s*\n\s*/g, " | ").slice(0, 2000)}` };
    }),
  );
}

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
