import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { run as cleanData } from "../../../lib/jobs/ideas/clean-data.handler.ts";
import type { RankingState } from "../../../lib/jobs/ideas/ranking-pass.ts";
import { run as updateRankings } from "../../../lib/jobs/ideas/update-rankings.handler.ts";
import type { Services } from "../../../lib/jobs/services.ts";
import { seedIdeas } from "../../../prisma/seed/seed-ideas.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { jobContext } from "../../support/job-context.ts";
import { testServices } from "../../support/test-services.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(() => domain.db.$executeRaw`truncate category, idea, idea_purchase, idea_claim, "user" cascade`);

test("update-rankings has something to do after a seed, and nothing on its second run", async () => {
  await seedIdeas(domain.db, new Date());
  const first = jobContext<RankingState, Services>({ services: testServices(domain.db) });
  expect(await updateRankings(first.ctx, { batchSize: 100, concurrency: 2 })).toMatchObject({
    total: 320,
    changed: 320,
  });
  const second = jobContext<RankingState, Services>({ services: testServices(domain.db), state: first.state() });
  expect(await updateRankings(second.ctx, { batchSize: 100, concurrency: 2 })).toMatchObject({
    total: 320,
    changed: 0,
    processed: 0,
  });
});

test("clean-data has something to do after a seed, keeps what is wanted, and has nothing on its second run", async () => {
  await seedIdeas(domain.db, new Date());
  const clean = () =>
    cleanData(jobContext<null, Services>({ services: testServices(domain.db) }).ctx, {
      olderThanDays: 30,
      batchSize: 10,
    });
  const { processed } = await clean();
  expect(processed).toBeGreaterThan(10);
  expect(await domain.db.idea.count()).toBe(320 - processed);
  expect(await domain.db.idea.count({ where: { isTemporary: true } })).toBeGreaterThan(10);
  expect(await clean()).toMatchObject({ processed: 0 });
});
