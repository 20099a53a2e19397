import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { StateView } from "../../../lib/cron/jobs/context.ts";
import type { RankingState } from "../../../lib/jobs/ideas/ranking-pass.ts";
import { run } from "../../../lib/jobs/ideas/update-rankings.handler.ts";
import type { Services } from "../../../lib/jobs/services.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { jobContext } from "../../support/job-context.ts";
import { testServices } from "../../support/test-services.ts";
import { insertIdeas, purchaseOf } from "./idea-rows.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(async () => {
  await domain.db.$executeRaw`truncate category, idea, idea_purchase, idea_claim`;
});

type Options = Omit<Parameters<typeof jobContext<RankingState, Services>>[0], "services">;

async function rank(options: Options = {}, batchSize = 20_000, concurrency = 1) {
  const told = jobContext({ ...options, services: testServices(domain.db) });
  const answer = run(told.ctx, { batchSize, concurrency });
  return { ...told, result: await answer.catch((error: unknown) => error) };
}

const scoreOf = async (id: string | undefined) =>
  (await domain.db.idea.findUniqueOrThrow({ where: { id: String(id) } })).rankingScore;
const rowVersions = () => domain.db.$queryRaw`select id, xmin::text from idea order by id`;

test.each([
  [{}, 0],
  [{ views: 1 }, 0.3],
  [{ views: 7 }, 2.1],
  [{ purchases: 1 }, 3],
  [{ claimed: true }, 5],
  [{ views: 3, purchases: 2, claimed: true }, 11.9],
  [{ views: 2_147_483_647 }, 644_245_094.1],
  [{ score: 12.5 }, 0],
])("an idea with %o scores %d", async (facts, score) => {
  const [id] = await insertIdeas(domain.db, [facts]);
  const { result } = await rank();
  expect(await scoreOf(id)).toBe(score);
  expect(result).toMatchObject({ total: 1, failed: 0, errors: [] });
});

test("a second run writes nothing, whatever fraction the scores have", async () => {
  await insertIdeas(
    domain.db,
    Array.from({ length: 500 }, (_, n) => ({ views: n, purchases: n % 4, claimed: n % 3 === 1 })),
  );
  const first = await rank();
  expect(first.result).toMatchObject({ total: 500, changed: 499, processed: 499, skipped: 1 });
  const versions = await rowVersions();
  const second = await rank({ state: first.state() });
  expect(second.result).toMatchObject({ total: 500, changed: 0, processed: 0, skipped: 500 });
  expect(await rowVersions()).toEqual(versions);
});

test("only the ideas whose score changes are written", async () => {
  const ids = await insertIdeas(domain.db, [{ views: 10 }, { views: 10 }, { purchases: 1 }, { claimed: true }]);
  await rank();
  await domain.db.idea.update({ where: { id: String(ids[0]) }, data: { viewCount: 20 } });
  await domain.db.ideaPurchase.create({ data: purchaseOf(String(ids[1])) });
  await domain.db.ideaPurchase.deleteMany({ where: { ideaId: String(ids[2]) } });
  const { result } = await rank();
  expect(result).toMatchObject({ total: 4, changed: 3 });
  expect(await Promise.all(ids.map(scoreOf))).toEqual([6, 6, 0, 5]);
});

test.each([1, 2, 8])(
  "any batch size, %d at once, deals with every idea once and reports progress",
  async (concurrency) => {
    await insertIdeas(
      domain.db,
      Array.from({ length: 25 }, () => ({ views: 1 })),
    );
    for (const batchSize of [1, 5, 7, 25, 100]) {
      await domain.db.idea.updateMany({ data: { rankingScore: 0 } });
      const { result, progress, saves } = await rank({}, batchSize, concurrency);
      expect(result, `batch size ${batchSize}`).toMatchObject({ total: 25, changed: 25 });
      expect(progress.at(-1)).toMatchObject({ done: 25, total: 25 });
      expect(saves.length).toBeGreaterThanOrEqual(Math.ceil(25 / batchSize / concurrency));
      expect(saves.at(-1)?.remaining).toEqual([]);
    }
  },
);

test("no ideas at all is a finished pass", async () => {
  const { result, state } = await rank();
  expect(result).toMatchObject({ total: 0, changed: 0, processed: 0 });
  expect(state()).toMatchObject({ kind: "present", value: { remaining: [] } });
});

test("an abort between two batches stops there, and the same run goes on from its cursor", async () => {
  await insertIdeas(
    domain.db,
    Array.from({ length: 20 }, () => ({ views: 1 })),
  );
  const abort = new AbortController();
  const reason = new Error("stop now");
  const cut = await rank({ signal: abort.signal, onSave: () => abort.abort(reason) }, 5);
  expect(cut.result).toBe(reason);
  expect(await domain.db.idea.count({ where: { rankingScore: 0.3 } })).toBe(5);

  // Broken again behind the cursor: an attempt that starts from the first idea would repair it.
  const done = await domain.db.idea.findFirstOrThrow({ where: { rankingScore: 0.3 } });
  await domain.db.idea.update({ where: { id: done.id }, data: { rankingScore: 99 } });
  const resumed = await rank({ state: cut.state(), runId: cut.ctx.runId }, 5);
  expect(resumed.result).toMatchObject({ total: 20, changed: 20 });
  expect(await scoreOf(done.id)).toBe(99);
});

test("the next run begins where an earlier one was cut off and still ranks every idea", async () => {
  await insertIdeas(
    domain.db,
    Array.from({ length: 20 }, () => ({ views: 1 })),
  );
  const abort = new AbortController();
  const cut = await rank({ signal: abort.signal, onSave: () => abort.abort() }, 5);
  await domain.db.idea.updateMany({ data: { viewCount: 2 } });
  const next = await rank({ state: cut.state() }, 5);
  expect(next.saves[0]?.remaining[0]?.after).not.toBe(cut.saves[0]?.remaining[0]?.after);
  expect(next.result).toMatchObject({ total: 20, changed: 20 });
  expect(await domain.db.idea.count({ where: { rankingScore: 0.6 } })).toBe(20);
});

test.each([
  [{ kind: "absent", epoch: 0 }, "No saved state"],
  [{ kind: "broken", problem: "remaining: expected array", epoch: 0 }, "cannot be read"],
] as [StateView<RankingState>, string][])(
  "a state that is %o is told at warn and everything is ranked",
  async (state, sentence) => {
    await insertIdeas(domain.db, [{ views: 1 }]);
    const { result, lines } = await rank({ state });
    expect(lines.find(({ level }) => level === "warn")?.message).toContain(sentence);
    expect(result).toMatchObject({ total: 1, changed: 1 });
  },
);

test("an idea viewed during the pass is left right by the next one", async () => {
  const [id] = await insertIdeas(domain.db, [{ views: 1 }]);
  await rank();
  await domain.db.idea.update({ where: { id: String(id) }, data: { viewCount: { increment: 9 } } });
  await rank();
  expect(await scoreOf(id)).toBe(3);
});
