import { PrismaPg } from "@prisma/adapter-pg";
import type { Pool } from "pg";
import { PrismaClient } from "../prisma/generated/client.ts";

export type Db = PrismaClient;
export { Prisma } from "../prisma/generated/client.ts";

/** Prisma over the domain pool: domain tables, admin and dashboard. The engine's hot path has a pool of its own. */
export function createDb(pool: Pool): Db {
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}
