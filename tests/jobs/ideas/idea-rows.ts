import { randomUUID } from "node:crypto";
import type { Db } from "../../../lib/db.ts";

export interface IdeaFacts {
  views?: number;
  purchases?: number;
  claimed?: boolean;
  score?: number;
  temporary?: boolean;
  createdAt?: Date;
}

/** Writes ideas with what was done with them; answers their ids in the same order. */
export async function insertIdeas(db: Db, ideas: readonly IdeaFacts[]): Promise<string[]> {
  const categoryId = randomUUID();
  await db.category.create({ data: { id: categoryId, slug: categoryId, name: "Test" } });
  const rows = ideas.map((facts) => ({ id: randomUUID(), facts }));
  await db.idea.createMany({ data: rows.map(({ id, facts }) => ideaRow({ id, categoryId, facts })) });
  await db.ideaPurchase.createMany({
    data: rows.flatMap(({ id, facts }) => Array.from({ length: facts.purchases ?? 0 }, () => purchaseOf(id))),
  });
  await db.ideaClaim.createMany({
    data: rows.flatMap(({ id, facts }) => (facts.claimed ? { ideaId: id, claimant: "Ada" } : [])),
  });
  return rows.map(({ id }) => id);
}

export const purchaseOf = (ideaId: string) => ({ ideaId, buyer: "Grace" });

function ideaRow({ id, categoryId, facts }: { id: string; categoryId: string; facts: IdeaFacts }) {
  return {
    id,
    categoryId,
    title: "An idea",
    description: "Described",
    viewCount: facts.views ?? 0,
    rankingScore: facts.score ?? 0,
    isTemporary: facts.temporary ?? false,
    ...(facts.createdAt ? { createdAt: facts.createdAt } : {}),
  };
}
