import type { Db } from "../../lib/db.ts";
import { demoIdeas } from "./demo-ideas.ts";
import { CATEGORIES } from "./idea-words.ts";
import { SeededRandom } from "./random.ts";

/** The seed of the demo data; another one makes other ideas. */
const SEED = 20_261_121;
/** Prisma's 5 s are too short for a slow or busy database. */
const LIMITS = { timeout: 60_000, maxWait: 30_000 };

/**
 * Writes the demo categories with their ideas, all or nothing. Where a demo category exists already, nothing is
 * written: what jobs and people did with the ideas since then stays as it is.
 * @returns how many ideas were written
 */
export function seedIdeas(db: Db, now: Date): Promise<number> {
  return db.$transaction(async (tx) => {
    const slugs = CATEGORIES.map(({ slug }) => slug);
    if ((await tx.category.count({ where: { slug: { in: slugs } } })) > 0) return 0;
    const random = new SeededRandom(SEED);
    const categories = CATEGORIES.map(({ slug, name, things }) => ({ id: random.uuid(), slug, name, things }));
    const ideas = categories.flatMap(({ id, things }) => demoIdeas(random, { categoryId: id, things, now }));
    await tx.category.createMany({ data: categories.map(({ id, slug, name }) => ({ id, slug, name })) });
    await tx.idea.createMany({ data: ideas.map(({ idea }) => idea) });
    await tx.ideaPurchase.createMany({ data: ideas.flatMap(({ purchases }) => purchases) });
    await tx.ideaClaim.createMany({ data: ideas.flatMap(({ claims }) => claims) });
    return ideas.length;
  }, LIMITS);
}
