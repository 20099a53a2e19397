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
  ["temporary, 40 days old", unwanted, false],
  ["temporary, 40 days old, bought", { ...unwanted, purchases: 1 }, true],
  ["temporary, 40 days old, claimed", { ...unwanted, claimed: true }, true],
  ["temporary, a moment above 30 days old", { temporary: true, createdAt: new Date(+daysOld(30) - 1) }, false],
  ["temporary, exactly 30 days old", { temporary: true, createdAt: daysOld(30) }, true],
  ["temporary and new", { temporary: true, createdAt: daysOld(1) }, true],
  ["40 days old but not temporary", { temporary: false, createdAt: daysOld(40) }, true],
])("an idea that is %s: kept is %3$s", async (_, facts, kept) => {
  await insertIdeas(domain.db, [facts]);
  expect(await clean()).toMatchObject({ processed: kept ? 0 : 1, failed: 0, skipped: 0, errors: [] });
  expect(await domain.db.idea.count()).toBe(kept ? 1 : 0);
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

test("purchases that arrive at the same moment never fail the run and never lose their idea", async () => {
  // Deleted oldest first, bought youngest first: the two meet somewhere in the middle.
  const ids = await insertIdeas(
    domain.db,
    Array.from({ length: 400 }, (_, n) => ({ temporary: true, createdAt: daysOld(31 + n) })),
  );
  const cleaning = clean({ batchSize: 5 });
  const shop = domain.another();
  const answers = await Promise.all(ids.map((ideaId) => buy(shop, ideaId)));
  const cleaned = await cleaning;
  const bought = answers.filter((answer) => answer === "bought").length;
  expect(new Set(answers)).toEqual(new Set(["bought", "gone"]));
  expect(cleaned).toMatchObject({ processed: 400 - bought, failed: 0 });
  expect(await domain.db.idea.count()).toBe(bought);
});

async function buy(shop: Db, ideaId: string): Promise<"bought" | "gone"> {
  try {
    await shop.ideaPurchase.create({ data: purchaseOf(ideaId) });
    return "bought";
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2003") return "gone";
    throw error;
  }
}
