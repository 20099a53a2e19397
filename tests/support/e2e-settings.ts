import { join } from "node:path";

export { CHROMIUM } from "../../scripts/support/browser-path.ts";

/** What the end-to-end tests and the applications that they drive agree on. */

/** Each worker of Playwright has an application and a database of its own: none sees another's rows. */
export const E2E_WORKERS = 2;

/** Playwright numbers its workers, from 0, by this variable; the one that takes a dead one's place keeps its number. */
export const E2E_WORKER = "TEST_PARALLEL_INDEX";

/** One for each worker: `npm test` picks free ones. */
const ports = (process.env.E2E_PORTS || "3210,3211").split(",").map(Number);

/** Where a worker's application is. */
export function e2eApplication(worker: number) {
  const port = ports[worker] ?? 0;
  const home = join(import.meta.dirname, `../../test-results/e2e-home-${worker}`);
  return {
    port,
    baseUrl: `http://localhost:${port}`,
    /** Its bucket is the folder `bucket` in it. */
    home,
    /** Where the server writes its connection string: some views need rows that take weeks to come about. */
    databaseUrlFile: join(home, "database-url"),
  };
}

export const E2E = {
  ...e2eApplication(Number(process.env[E2E_WORKER] ?? 0)),
  cronSecret: "the-cron-secret-of-the-end-to-end-tests",
  email: "admin@example.com",
  password: "the-password-of-the-end-to-end-tests",
};
