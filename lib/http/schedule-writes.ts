import type { ScheduleWrite } from "../cron/schedule-record.ts";
import { Prisma } from "../db.ts";

/** @returns false when the id is taken */
export async function insertSchedule(tx: Prisma.TransactionClient, write: ScheduleWrite, now: Date): Promise<boolean> {
  const { id, jobName, origin, createdBy } = write;
  const data = { id, jobName, origin, createdBy, createdAt: now, ...columnsOf(write) };
  const { count } = await tx.cronSchedule.createMany({ data: [data], skipDuplicates: true });
  return count === 1;
}

/** Writes a planned change of a schedule that the transaction has locked, and raises its version. */
export async function updateSchedule(tx: Prisma.TransactionClient, write: ScheduleWrite): Promise<void> {
  const data = { ...columnsOf(write), version: { increment: 1 } };
  await tx.cronSchedule.update({ where: { id: write.id }, data });
}

function columnsOf({ name, overrides, settings, anchorAt, nextSlot, nextRunAt }: ScheduleWrite) {
  const { params, startsAt, endsAt, runAt, ...plain } = settings;
  return {
    ...plain,
    ...{ name, anchorAt, nextSlot, nextRunAt, startsAt, endsAt, runAt },
    params: params === null ? Prisma.DbNull : params,
    overrides: overrides as Prisma.InputJsonObject,
  };
}
