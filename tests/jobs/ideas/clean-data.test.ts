import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Db, Prisma } from "../../../lib/db.ts";
import { run } from "../../../lib/jobs/ideas/clean-data.handler.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { jobContext } from "../../support/job-context.ts";
import { testServices } from "../../support/test-services.ts";
import { insertIdeas, purchaseOf } from "./idea-rows.ts";

const DAY_MS = 86_400_000;
const NOW = new Date("2026-11-21T12:00:00Z");
const daysOld = (days: number) => new Date(NOW.getTime() - days * DAY_MS);
const unwanted = { temporary: true, createdAt: daysOld(40) };

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(async () => {
  await domain.db.$executeRaw`truncate category, idea, idea_purchase, idea_claim`;
});

function clean(params: { olderThanDays?: number; batchSize?: number } = {}, signal?: AbortSignal) {
  const told = jobContext<null, ReturnType<typeof testServices>>({
    services: testServices(domain.db),
    now: NOW,
    ...(signal ? { signal } : {}),
  });
  return run(told.ctx, { olderThanDays: 30, batchSize: 1000, ...params });
}

test.each([
  ["temporary, 40 days old", "deleted", unwanted],
  ["temporary, 40 days old, bought", "kept", { ...unwanted, purchases: 1 }],
  ["temporary, 40 days old, claimed", "kept", { ...unwanted, claimed: true }],
  ["temporary, a moment above 30 days old", "deleted", { temporary: true, createdAt: new Date(+daysOld(30) - 1) }],
  [
    "temporary, dated before 1970 (fault D3)",
    "deleted",
    { temporary: true, createdAt: new Date("1969-07-20T20:17:00Z") },
  ],
  ["temporary, exactly 30 days old", "kept", { temporary: true, createdAt: daysOld(30) }],
  ["temporary and new", "kept", { temporary: true, createdAt: daysOld(1) }],
  ["40 days old but not temporary", "kept", { temporary: false, createdAt: daysOld(40) }],
])("an idea that is %s is %s", async (_, fate, facts) => {
  await insertIdeas(domain.db, [facts]);
  expect(await clean()).toMatchObject({ processed: fate === "kept" ? 0 : 1, failed: 0, skipped: 0, errors: [] });
  expect(await domain.db.idea.count()).toBe(fate === "kept" ? 1 : 0);
});

test("a second run finds nothing", async () => {
  await insertIdeas(domain.db, [unwanted, unwanted, { ...unwanted, purchases: 2 }]);
  expect(await clean()).toMatchObject({ processed: 2 });
  expect(await clean()).toMatchObject({ processed: 0, failed: 0 });
});

test("any batch size deletes them all, ideas of one instant and kept ones between them included", async () => {
  for (const batchSize of [1, 3, 10, 100]) {
    await insertIdeas(
      domain.db,
      Array.from({ length: 30 }, (_, n) => ({
        temporary: true,
        createdAt: daysOld(40 + (n % 4)),
        purchases: n % 3 === 0 ? 1 : 0,
      })),
    );
    expect(await clean({ batchSize }), `batch size ${batchSize}`).toMatchObject({ processed: 20 });
  }
});

test("the age is a parameter", async () => {
  await insertIdeas(domain.db, [{ temporary: true, createdAt: daysOld(8) }, unwanted]);
  expect(await clean({ olderThanDays: 7 })).toMatchObject({ processed: 2 });
});

test("an aborted signal stops it before the next batch", async () => {
  await insertIdeas(domain.db, [unwanted]);
  await expect(clean({}, AbortSignal.abort(new Error("stop now")))).rejects.toThrow("stop now");
  expect(await domain.db.idea.count()).toBe(1);
});

test("an idea whose purchase is not committed yet is left alone, and nobody waits", async () => {
  const [wanted, other] = await insertIdeas(domain.db, [unwanted, unwanted]);
  const buyer = new Client({ connectionString: domain.url });
  await buyer.connect();
  await buyer.query("begin");
  await buyer.query("insert into idea_purchase (id, idea_id, buyer) values (gen_random_uuid(), $1, 'Grace')", [wanted]);
  expect(await clean()).toMatchObject({ processed: 1, failed: 0 });
  await buyer.query("commit");
  await buyer.end();
  expect(await domain.db.idea.findMany({ select: { id: true } })).toEqual([{ id: wanted }]);
  expect(await domain.db.idea.findUnique({ where: { id: String(other) } })).toBeNull();
  expect(await clean()).toMatchObject({ processed: 0, failed: 0 });
});

// In one large batch, many purchases are committed between the moment it looks and the moment it has locked.
test.each([[5], [2000]])(
  "purchases that arrive during batches of %d never fail the run and never lose their idea",
  async (batchSize) => {
    // Deleted oldest first, bought youngest first: the two meet somewhere in the middle.
    const wanted = await insertIdeas(
      domain.db,
      Array.from({ length: 2000 }, (_, n) => ({ temporary: true, createdAt: daysOld(2031 - n) })),
    );
    const shop = domain.another();
    const firstSales = await buyUntilGone(shop, wanted.splice(-50));
    const buyers = Array.from({ length: 5 }, () => buyUntilGone(shop, wanted));
    const [cleaned, ...sales] = await Promise.all([clean({ batchSize }), ...buyers]);
    const bought = sales.reduce((sum, one) => sum + one, firstSales);
    expect(cleaned).toMatchObject({ processed: 2000 - bought, failed: 0 });
    expect(await domain.db.idea.count()).toBe(bought);
  },
);

/** Buys from the end of the list until something is gone. @returns how many were bought */
async function buyUntilGone(shop: Db, wanted: string[]): Promise<number> {
  let bought = 0;
  for (let ideaId = wanted.pop(); ideaId !== undefined; ideaId = wanted.pop()) {
    if ((await buy(shop, ideaId)) === "gone") break;
    bought += 1;
  }
  return bought;
}

async function buy(shop: Db, ideaId: string): Promise<"bought" | "gone"> {
  try {
    await shop.ideaPurchase.create({ data: purchaseOf(ideaId) });
    return "bought";
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2003") return "gone";
    throw error;
  }
}
