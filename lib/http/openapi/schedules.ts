import { z } from "zod";
import { pauseBody, resumeBody } from "../../commands/pause.ts";
import { newScheduleBody, scheduleChangeBody, skipBody } from "../../commands/schedule-body.ts";
import { schedulesQuery } from "../../dashboard/schedules/schedules.ts";
import { previewQuery, runScheduleBody } from "../bodies/route-inputs.ts";
import { failure } from "./errors.ts";
import { needs, type Operation, VIEW } from "./operation.ts";
import { BEGUN } from "./run-answers.ts";
import { preview, scheduleDetail, scheduleEntrySchema, schedulerState } from "./schedule-schemas.ts";
import { count, done, instantSchema, nextCursor, success } from "./values.ts";

const CHANGE = needs("cron:schedule");
const NO_SCHEDULE = failure("There is no such schedule, or not any more (unknown_schedule)");
const asItIs = { description: "The schedule as it is now", schema: success({ schedule: scheduleDetail }) };
const changed = { 200: asItIs, 404: NO_SCHEDULE };

/** Schedules, and the scheduler as a whole. */
export const SCHEDULES: readonly Operation[] = [
  {
    route: "GET /api/admin/schedules",
    id: "listSchedules",
    tag: "Schedules",
    summary: "List schedules",
    access: VIEW,
    query: schedulesQuery,
    answers: {
      200: {
        description: "A page of schedules, in the order of their ids",
        schema: success({ schedules: z.array(scheduleEntrySchema), nextCursor }),
      },
    },
  },
  {
    route: "POST /api/admin/schedules",
    id: "createSchedule",
    tag: "Schedules",
    summary: "Make a schedule",
    access: CHANGE,
    body: newScheduleBody,
    example: {
      jobName: "health-check",
      trigger: { kind: "cron", expression: "0 9 * * 1-5", timezone: "Europe/Berlin" },
    },
    answers: {
      201: { ...asItIs, description: "The new schedule", headers: { location: "Where it is read" } },
      404: failure("No job has this name or alias (unknown_job)"),
      409: failure("The id is taken (id_taken)"),
    },
  },
  {
    route: "GET /api/admin/schedules/[id]",
    id: "getSchedule",
    tag: "Schedules",
    summary: "Read a schedule",
    access: VIEW,
    answers: changed,
  },
  {
    route: "PATCH /api/admin/schedules/[id]",
    id: "changeSchedule",
    tag: "Schedules",
    summary: "Change a schedule",
    description:
      "What is left out stays. Of a schedule that the code declares the difference is kept, field by field; reset gives fields (true: all) back to the code.",
    access: CHANGE,
    body: scheduleChangeBody,
    example: { version: 1, enabled: false },
    answers: {
      ...changed,
      409: failure("Somebody was first; details has what they made of it (version_conflict)"),
    },
  },
  {
    route: "DELETE /api/admin/schedules/[id]",
    id: "removeSchedule",
    tag: "Schedules",
    summary: "Remove a schedule",
    description: "The history of its slots stays.",
    access: CHANGE,
    answers: {
      200: { description: "It is removed", schema: success({ id: z.string(), message: z.string() }) },
      404: NO_SCHEDULE,
      409: failure("The code declares it: disable it instead (declared_in_code)"),
    },
  },
  {
    route: "POST /api/admin/schedules/[id]/pause",
    id: "pauseSchedule",
    tag: "Schedules",
    summary: "Pause a schedule",
    access: CHANGE,
    body: pauseBody,
    example: { reason: "the shop is moving", until: null },
    answers: changed,
  },
  {
    route: "POST /api/admin/schedules/[id]/resume",
    id: "resumeSchedule",
    tag: "Schedules",
    summary: "Resume a schedule",
    access: CHANGE,
    answers: changed,
  },
  {
    route: "POST /api/admin/schedules/[id]/run",
    id: "runSchedule",
    tag: "Schedules",
    summary: "Run a schedule's job now",
    description: "With the schedule's parameters, beside its slots.",
    access: CHANGE,
    body: runScheduleBody,
    example: {},
    repeatable: true,
    answers: { ...BEGUN, 404: NO_SCHEDULE },
  },
  {
    route: "POST /api/admin/schedules/[id]/skip",
    id: "skipSlot",
    tag: "Schedules",
    summary: "Skip one slot",
    description: "Takes a slot out that lies ahead, or with undo puts it back.",
    access: CHANGE,
    body: skipBody,
    example: { slot: "2026-12-24T09:00:00Z", reason: "holiday" },
    answers: changed,
  },
  {
    route: "GET /api/admin/schedules/preview",
    id: "previewSchedule",
    tag: "Schedules",
    summary: "Preview an expression",
    description: "The next instants of a five-field expression, with daylight-saving notes and what may not be meant.",
    access: VIEW,
    query: previewQuery,
    answers: {
      200: {
        description: "The instants",
        schema: success({ expression: z.string(), timezone: z.string(), from: instantSchema, count, ...preview }),
      },
    },
  },
  {
    route: "GET /api/admin/scheduler",
    id: "getScheduler",
    tag: "Scheduler",
    summary: "Read the scheduler",
    access: VIEW,
    answers: { 200: { description: "What lies before it", schema: success(schedulerState) } },
  },
  {
    route: "POST /api/admin/scheduler/pause",
    id: "pauseScheduler",
    tag: "Scheduler",
    summary: "Pause everything",
    access: CHANGE,
    body: pauseBody,
    example: { reason: "the database is moving", until: null },
    answers: {
      200: {
        description: "Everything is paused",
        schema: success({ reason: z.string().nullable(), until: instantSchema.nullable(), message: z.string() }),
      },
    },
  },
  {
    route: "POST /api/admin/scheduler/resume",
    id: "resumeScheduler",
    tag: "Scheduler",
    summary: "Resume everything",
    access: CHANGE,
    body: resumeBody,
    example: {},
    answers: { 200: { description: "Nothing is paused as a whole", schema: done } },
  },
];
