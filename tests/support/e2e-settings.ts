import { join } from "node:path";

/** What the end-to-end tests and the application that they drive agree on. `npm test` picks a free port. */
const port = Number(process.env.E2E_PORT || 3210);

export const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";

const home = join(import.meta.dirname, "../../test-results/e2e-home");

export const E2E = {
  port,
  baseUrl: `http://localhost:${port}`,
  /** Its bucket is the folder `bucket` in it. */
  home,
  /** Where the server writes its connection string: some views need rows that take weeks to come about. */
  databaseUrlFile: join(home, "database-url"),
  cronSecret: "the-cron-secret-of-the-end-to-end-tests",
  email: "admin@example.com",
  password: "the-password-of-the-end-to-end-tests",
};
