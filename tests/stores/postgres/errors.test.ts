import { createServer } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isDatabaseUnavailable } from "../../../lib/stores/postgres/errors.ts";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { admission } from "../support/requests.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail("expected an error"),
    (error: unknown) => error,
  );

describe("a database counts as unavailable when", () => {
  it("nobody listens", async () => {
    const { runs } = createPostgresStores(new pg.Pool({ connectionString: "postgresql://127.0.0.1:1/none" }));
    expect(isDatabaseUnavailable(await errorOf(runs.admit(admission())))).toBe(true);
  });

  it("it accepts and never answers", async () => {
    const server = createServer(() => undefined).listen(0, "127.0.0.1");
    const address = await new Promise<{ port: number }>((resolve) =>
      server.on("listening", () => resolve(server.address() as { port: number })),
    );
    const pool = new pg.Pool({ host: "127.0.0.1", port: address.port, connectionTimeoutMillis: 50 });
    expect(isDatabaseUnavailable(await errorOf(pool.query("select 1")))).toBe(true);
    server.close();
  });

  it("the connection is cut in the middle of a statement", async () => {
    const pool = stores.openPool(1);
    pool.on("error", () => undefined);
    const cut = errorOf(pool.query("select pg_sleep(60)"));
    const terminate = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and state = 'active' and query = 'select pg_sleep(60)'`;
    while ((await stores.pool.query(terminate)).rowCount === 0);
    expect(isDatabaseUnavailable(await cut)).toBe(true);
  });

  it("the error is wrapped", () => {
    const cause = Object.assign(new Error("gone"), { code: "ECONNRESET" });
    expect(isDatabaseUnavailable(new Error("outer", { cause }))).toBe(true);
  });
});

it.each([
  ["a statement that is wrong", "select nothing from nowhere"],
  ["data that is refused", "select 'x'::int"],
])("%s does not count as unavailable", async (_, text) => {
  expect(isDatabaseUnavailable(await errorOf(stores.pool.query(text)))).toBe(false);
});

it.each([null, undefined, "ECONNREFUSED", new Error("other"), { code: 42 }])("neither does %s", (error) => {
  expect(isDatabaseUnavailable(error)).toBe(false);
});
