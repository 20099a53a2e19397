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
  /** A browser's profile of each role that tests take after each other: what it has loaded and compiled stays. */
  profiles: Map<Role, BrowserContext>;
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
  profiles: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      const profiles = new Map<Role, BrowserContext>();
      await use(profiles);
      await Promise.all([...profiles.values()].map((context) => context.close()));
    },
    { scope: "worker" },
  ],
  as: async ({ browser, sessions, profiles }, use, testInfo) => {
    const taken = new Map<BrowserContext, Role | null>();
    await use(async (role, options) => {
      const storageState = sessions.get(role);
      if (!storageState) throw new Error(`nobody is signed in as ${role}`);
      const profile = options ? undefined : profiles.get(role);
      profiles.delete(role);
      const context = profile ?? (await browser.newContext({ ...CALM, storageState, ...options }));
      taken.set(context, options ? null : role);
      return await context.newPage();
    });
    const isGreen = testInfo.status === testInfo.expectedStatus;
    if (!isGreen) testInfo.errors.push(...(await shown([...taken.keys()])));
    for (const [context, role] of taken) {
      const state = role && sessions.get(role);
      if (state && isGreen && !profiles.has(role) && (await isRestored(context, state))) profiles.set(role, context);
      else await context.close();
    }
  },
});

/** Begins a file: what the files before it left counts no more. */
export function startClean(): void {
  test.beforeAll(async ({ rows }) => await rows.clear());
}

/** Makes a profile what it was before the test: only what was fetched and compiled stays. Answers whether it could. */
async function isRestored(context: BrowserContext, { cookies }: SessionState): Promise<boolean> {
  try {
    const [page, ...others] = context.pages();
    await Promise.all(others.map((other) => other.close()));
    await page?.unrouteAll({ behavior: "ignoreErrors" });
    await page?.goto("/icon.svg");
    await page?.evaluate(() => localStorage.clear());
    await page?.close();
    await context.clearCookies();
    await context.addCookies(cookies);
    return page !== undefined;
  } catch {
    return false;
  }
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
