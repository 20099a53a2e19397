import { randomInt } from "node:crypto";
import { type Acting, actorName } from "../auth/acting.ts";
import { recordAudit } from "../auth/audit.ts";
import { ApiError, invalidInput } from "../auth/refusals.ts";
import type { AnyJob } from "../cron/jobs/define-job.ts";
import { lanesOf } from "../cron/jobs/lock-key.ts";
import { parseParams } from "../cron/jobs/params.ts";
import { maskSecrets, unmaskSecrets } from "../cron/jobs/secret-params.ts";
import { type EditPlan, planEdit, planNew, type ScheduleChange } from "../cron/schedules/edit.ts";
import type { ScheduleRecord, ScheduleWrite } from "../cron/schedules/record.ts";
import { DEFAULT_SETTINGS, type ScheduleField, type ScheduleSettings } from "../cron/schedules/settings.ts";
import type { Json } from "../cron/words/json.ts";
import { scheduleEntry } from "../dashboard/schedules/schedule-entry.ts";
import { recordOf, type ScheduleRow } from "../dashboard/schedules/schedule-row.ts";
import { Prisma } from "../db.ts";
import { requireJob } from "./jobs.ts";
import {
  issueOf,
  type NewSchedule,
  type ScheduleChangeInput,
  type ScheduleFields,
  scheduleChangeOf,
} from "./schedule-body.ts";
import { type LockedSchedule, withSchedule } from "./schedule-lock.ts";

/**
 * Makes a person's schedule.
 * @returns its id
 * @throws UnknownJobError, InvalidParamsError; ApiError 422 with the issues, 409 for an id that is taken
 */
export async function createSchedule(acting: Acting, input: NewSchedule): Promise<string> {
  const { jobName, id: chosen, ...given } = input;
  const job = requireJob(acting.runtime, jobName);
  const { settings, name, runNow = false } = scheduleChangeOf(given);
  parseParams(job, settings.params);
  const id = chosen ?? generatedId(job.name);
  const createdBy = actorName(acting).slice(0, 200);
  const schedule = {
    id,
    jobName: job.name,
    name: name ?? id,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    createdBy,
  };
  await acting.runtime.db.$transaction(async (tx) => {
    const [clock] = await tx.$queryRaw<{ now: Date }[]>`select cron_now() as now`;
    const now = clock?.now ?? acting.runtime.clock.now();
    const { write } = planned(planNew(schedule, { now, runNow, lanes: lanesOf(job) }));
    if (!(await insertSchedule(tx, write, now))) throw idTaken(id);
    const after = { name: write.name, jobName: job.name, ...told(write.settings, job) };
    await recordAudit(tx, acting, { action: "schedule.create", target: id, after });
  });
  return id;
}

/**
 * Changes a schedule that is still at the version the person saw. Of one that the code declares, the difference is kept
 * as overrides. What changes nothing leaves no trace.
 * @throws UnknownJobError, InvalidParamsError; ApiError 404, 422 with the issues, 409 when somebody was first
 */
export async function editSchedule(acting: Acting, id: string, input: ScheduleChangeInput): Promise<void> {
  const { version, ...given } = input;
  await withSchedule(acting, id, async ({ tx, row, now }) => {
    const job = requireJob(acting.runtime, row.jobName);
    const record = recordOf(row);
    if (record.version !== version) throw changedMeanwhile(row, version, { job, now });
    const { write, changed } = planned(planEdit(record, changeFor(job, record, given), { now, lanes: lanesOf(job) }));
    const renamed = write.name !== record.name;
    if (changed.length === 0 && !renamed) return;
    await updateSchedule(tx, write);
    const before = { ...(renamed && { name: record.name }), ...told(record.settings, job, changed) };
    const after = { ...(renamed && { name: write.name }), ...told(write.settings, job, changed) };
    await recordAudit(tx, acting, { action: "schedule.edit", target: id, before, after });
  });
}

/**
 * Takes a person's schedule away; the history of its slots stays.
 * @throws ApiError 404, 409 for a schedule that the code declares
 */
export async function removeSchedule(acting: Acting, id: string): Promise<void> {
  await withSchedule(acting, id, async ({ tx, row }: LockedSchedule) => {
    const { origin, settings, name, jobName, removedAt } = recordOf(row);
    const job = acting.runtime.engine.find(jobName);
    if (origin === "code" && removedAt === null) throw declaredInCode(id);
    await tx.cronScheduleSkip.deleteMany({ where: { scheduleId: id } });
    await tx.cronSchedule.delete({ where: { id } });
    await recordAudit(tx, acting, {
      action: "schedule.remove",
      target: id,
      before: { name, jobName, ...told(settings, job) },
    });
  });
}

/** @throws InvalidParamsError */
function changeFor(job: AnyJob, { settings }: ScheduleRecord, given: ScheduleFields): ScheduleChange {
  const change = scheduleChangeOf(given);
  if (change.settings.params === undefined) return change;
  const params = unmaskSecrets(job, change.settings.params, settings.params);
  parseParams(job, params);
  return { ...change, settings: { ...change.settings, params } };
}

function planned(plan: EditPlan): Extract<EditPlan, { kind: "write" }> {
  if (plan.kind === "refused") throw invalidInput("schedule", plan.problems.map(issueOf));
  return plan;
}

/** Settings for the audit log and for whoever came second; secrets masked. */
function told(settings: ScheduleSettings, job: AnyJob | null, fields?: readonly ScheduleField[]): Record<string, Json> {
  const all: Record<string, Json> = { ...settings, params: maskSecrets(job, settings.params) };
  return fields ? Object.fromEntries(fields.map((field) => [field, all[field] ?? null])) : all;
}

const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/** The job's name with six random letters. */
function generatedId(jobName: string): string {
  const letters = Array.from({ length: 6 }, () => LETTERS.charAt(randomInt(LETTERS.length)));
  return `${jobName.slice(0, 90)}-${letters.join("")}`;
}

function idTaken(id: string): ApiError {
  return new ApiError(`A schedule ${id} exists already: choose another id, or change that one`, {
    status: 409,
    code: "id_taken",
  });
}

function changedMeanwhile(row: ScheduleRow, expected: number, { job, now }: { job: AnyJob; now: Date }): ApiError {
  const { lastRunTime: _, ...current } = scheduleEntry(row, { job, now, lastRunTime: null });
  const { id, version } = row;
  const message = `Schedule ${id} is at version ${version}, you changed version ${expected}: look at what it is now and repeat`;
  return new ApiError(message, { status: 409, code: "version_conflict", details: { version, current } });
}

function declaredInCode(id: string): ApiError {
  return new ApiError(
    `Schedule ${id} is declared in the code, where it would come back from: disable it ({ "enabled": false }), or remove it from the job's definition`,
    { status: 409, code: "declared_in_code" },
  );
}

/** @returns false when the id is taken */
async function insertSchedule(tx: Prisma.TransactionClient, write: ScheduleWrite, now: Date): Promise<boolean> {
  const { id, jobName, origin, createdBy } = write;
  const data = { id, jobName, origin, createdBy, createdAt: now, ...columnsOf(write) };
  const { count } = await tx.cronSchedule.createMany({ data: [data], skipDuplicates: true });
  return count === 1;
}

/** Writes a planned change of a schedule that the transaction has locked, and raises its version. */
async function updateSchedule(tx: Prisma.TransactionClient, write: ScheduleWrite): Promise<void> {
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
