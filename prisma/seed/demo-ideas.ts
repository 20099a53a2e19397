import type { Prisma } from "../../lib/db.ts";
import { AUDIENCES, PEOPLE, PROMISES } from "./idea-words.ts";
import type { SeededRandom } from "./random.ts";

const DAY_MS = 86_400_000;
const IDEAS_PER_CATEGORY = 40;

export interface DemoIdea {
  idea: Prisma.IdeaCreateManyInput;
  purchases: Prisma.IdeaPurchaseCreateManyInput[];
  claims: Prisma.IdeaClaimCreateManyInput[];
}

interface Subject {
  categoryId: string;
  things: readonly string[];
  now: Date;
}

/** How wanted an idea is decides what happened to it. */
interface Fate {
  temporary: boolean;
  ageDays: number;
  views: number;
  purchases: number;
  claimed: boolean;
}

/** One category's ideas, unranked: some bought, some claimed, some temporary and long forgotten. */
export function demoIdeas(random: SeededRandom, { categoryId, things, now }: Subject): DemoIdea[] {
  const titles = things.flatMap((thing) => AUDIENCES.map((audience) => `${thing} ${audience}`));
  return random
    .shuffle(titles)
    .slice(0, IDEAS_PER_CATEGORY)
    .map((title) => demoIdea(random, { categoryId, title, now }));
}

function demoIdea(
  random: SeededRandom,
  { categoryId, title, now }: Omit<Subject, "things"> & { title: string },
): DemoIdea {
  const fate = drawFate(random);
  const id = random.uuid();
  const createdAt = new Date(now.getTime() - fate.ageDays * DAY_MS);
  // Between the idea's own day and today.
  const laterOn = () => new Date(createdAt.getTime() + random.next() * (now.getTime() - createdAt.getTime()));
  return {
    idea: {
      id,
      categoryId,
      title,
      description: `${title}: ${random.pick(PROMISES)}`,
      viewCount: fate.views,
      isTemporary: fate.temporary,
      isAiGenerated: random.chance(0.3),
      createdAt,
    },
    purchases: Array.from({ length: fate.purchases }, () => ({
      id: random.uuid(),
      ideaId: id,
      buyer: random.pick(PEOPLE),
      createdAt: laterOn(),
    })),
    claims: fate.claimed
      ? [{ id: random.uuid(), ideaId: id, claimant: random.pick(PEOPLE), createdAt: laterOn() }]
      : [],
  };
}

/** A few ideas get most of the attention; half of the temporary ones were never wanted. */
function drawFate(random: SeededRandom): Fate {
  const temporary = random.chance(0.3);
  const wanted = !temporary || random.chance(0.5);
  const fame = random.next() ** 6;
  return {
    temporary,
    ageDays: temporary ? 1 + random.below(90) : 1 + random.below(360),
    views: 1 + random.below(40) + Math.floor(5000 * fame),
    purchases: wanted ? random.below(3) + Math.floor(30 * fame) : 0,
    claimed: wanted && random.chance(0.15),
  };
}
