import { PrismaPg } from "@prisma/adapter-pg";
import type { Pool } from "pg";
import { Prisma, PrismaClient } from "../prisma/generated/client.ts";

export type Db = PrismaClient;
export { Prisma };

/**
 * The newest rows of a job: of cron_job_logs as `l`, for the name in `n.name`, by idx_cron_logs_job_started. Said as an
 * equality, the planner takes the index of all starts for as good, since its order is that of the limit: for a job that
 * runs rarely it then walks through everybody's rows.
 */
export const NEWEST_OF_JOB = {
  where: Prisma.sql`l.job_name between n.name and n.name`,
  order: Prisma.sql`l.job_name, l.started_at desc, l.id desc`,
} as const;

/** Prisma over the domain pool: domain tables, admin and dashboard. The engine's hot path has a pool of its own. */
export function createDb(pool: Pool): Db {
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}
