import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SharedReads } from "../../../lib/dashboard/live/shared-reads.ts";
import { readLogsQuery } from "../../../lib/dashboard/runs/log-filter.ts";
import { listLogs } from "../../../lib/dashboard/runs/logs.ts";
import { createDb } from "../../../lib/db.ts";
import { systemClock } from "../../../lib/observe/machine.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns } from "../run-rows.ts";

const TABS = 40;

let domain: DomainDb;
let pool: Pool;
let server: Server;
let reads: SharedReads;
/** Of the shared reads' clock, in seconds, and where the feed stands. */
let moment = { second: 0, position: "feed-1" };
/** The role and address of each read that reached the database. */
let asked: string[] = [];

beforeAll(async () => {
  domain = await openDomainDb();
  pool = new Pool({ connectionString: domain.url, max: 4 });
  const deps = { db: createDb(pool), jobs: [], clock: systemClock };
  server = createServer(async (request, response) => {
    const role = String(request.headers["x-role"] ?? "viewer");
    const { searchParams } = new URL(request.url ?? "", "http://localhost");
    const { query } = readLogsQuery(Object.fromEntries(searchParams));
    const list = await reads.read(JSON.stringify([role, query]), () => {
      asked.push(`${role} ${searchParams}`);
      return listLogs(deps, query);
    });
    response.end(JSON.stringify(list));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await pool.end();
  await domain.close();
});
beforeEach(() => {
  moment = { second: 0, position: "feed-1" };
  asked = [];
  reads = new SharedReads({
    clock: { monotonicMs: () => moment.second * 1_000 },
    position: () => moment.position,
  });
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const open = async (query = "", role = "viewer") =>
  (await (await fetch(`${url()}/?${query}`, { headers: { "x-role": role } })).json()).pagination.total;
const tabs = (query?: string, role?: string) => Promise.all(Array.from({ length: TABS }, () => open(query, role)));

describe("fault A18: many tabs that read the same list again", () => {
  test("cost one read a second, and one for each query and each role", async () => {
    for (moment.second = 0; moment.second < 3; moment.second += 1) await tabs();
    expect(asked).toEqual(["viewer ", "viewer ", "viewer "]);
    await Promise.all([tabs("status=failed"), tabs("", "admin"), tabs()]);
    expect(asked.slice(3).sort()).toEqual(["admin ", "viewer ", "viewer status=failed"]);
  });

  test("see what the feed has told of, however lately the list was read", async () => {
    const before = await open();
    await insertRuns(domain.db, [{ status: "completed", startedAt: new Date().toISOString() }]);
    moment.position = "feed-2";
    expect(new Set(await tabs())).toEqual(new Set([before + 1]));
    expect(asked).toHaveLength(2);
  });

  test("keep no more than 200 answers, and none that failed", async () => {
    for (let index = 0; index < 500; index += 1) await reads.read(`query ${index}`, async () => index);
    expect(reads.size).toBeLessThanOrEqual(200);
    await expect(reads.read("away", () => Promise.reject(new Error("the database is away")))).rejects.toThrow("away");
    expect(await reads.read("away", async () => "there again")).toBe("there again");
    moment.second += 60;
    await reads.read("later", async () => null);
    expect(reads.size).toBe(1);
  });
});
