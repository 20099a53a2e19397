import { z } from "zod";
import { pauseBody } from "../../commands/pause.ts";
import { backfillBody, backfillCancelQuery } from "../../commands/plan-backfill.ts";
import { historyQuery } from "../../dashboard/jobs/history.ts";
import { jobsQuery } from "../../dashboard/jobs/jobs.ts";
import { backfillQuery } from "../../dashboard/schedules/backfills.ts";
import { runBody, stateBody, stateQuery, stateResetQuery, toggleBody } from "../bodies/route-inputs.ts";
import { failure } from "./errors.ts";
import { backfill, backfillPreview, jobCounters, jobHistory, jobList, jobState } from "./job-schemas.ts";
import { needs, type Operation, VIEW } from "./operation.ts";
import { BEGUN } from "./run-answers.ts";
import { count, instantSchema, success } from "./values.ts";

const NO_JOB = failure("No job has this name or alias (unknown_job)");
const NO_BATCH = failure("No such job or batch (unknown_job, unknown_backfill, unknown_schedule)");
const STATE_CONFLICT = failure("Somebody was faster; details has the version that is there (version_conflict)");

const counters = { description: "Counters since the first run", schema: jobCounters };
const stateAnswer = { description: "The state as it is now", schema: success(jobState) };

/** The registered jobs. */
export const JOBS: readonly Operation[] = [
  {
    route: "GET /api/admin/cron-jobs",
    id: "listJobs",
    tag: "Jobs",
    summary: "List the jobs with their statistics",
    access: VIEW,
    query: jobsQuery,
    answers: { 200: { description: "All jobs, and what runs now", schema: success(jobList) } },
  },
  {
    route: "GET /api/admin/cron-jobs/[job]/history",
    id: "getJobHistory",
    tag: "Jobs",
    summary: "Read a job's history",
    description: "Statistics, runs, timeline and errors over the last days, or between from and to.",
    access: VIEW,
    query: historyQuery,
    answers: { 200: { description: "The history", schema: success(jobHistory) }, 404: NO_JOB },
  },
  {
    route: "POST /api/admin/cron-jobs/[job]/run",
    id: "runJob",
    tag: "Jobs",
    summary: "Run a job now",
    access: needs("cron:run"),
    body: runBody,
    example: { params: {} },
    repeatable: true,
    answers: { ...BEGUN, 404: NO_JOB },
  },
  {
    route: "POST /api/admin/cron-jobs/[job]/toggle",
    id: "toggleJob",
    tag: "Jobs",
    summary: "Enable or disable a job",
    access: needs("cron:toggle"),
    body: toggleBody,
    example: { enabled: false, notes: "too loud at night" },
    answers: {
      200: {
        description: "The switch as it is now",
        schema: success({ jobName: z.string(), enabled: z.boolean(), message: z.string() }),
      },
      404: NO_JOB,
    },
  },
  {
    route: "POST /api/admin/cron-jobs/[job]/pause",
    id: "pauseJob",
    tag: "Jobs",
    summary: "Pause a job",
    description: "Calls and slots are skipped until the end or a resume. A pause of what is paused takes its place.",
    access: needs("cron:toggle"),
    body: pauseBody,
    example: { reason: "the shop is moving", until: null },
    answers: {
      200: {
        description: "It is paused",
        schema: success({
          jobName: z.string(),
          reason: z.string().nullable(),
          until: instantSchema.nullable(),
          message: z.string(),
        }),
      },
      404: NO_JOB,
    },
  },
  {
    route: "POST /api/admin/cron-jobs/[job]/resume",
    id: "resumeJob",
    tag: "Jobs",
    summary: "Resume a job",
    access: needs("cron:toggle"),
    answers: {
      200: { description: "It is not paused", schema: success({ jobName: z.string(), message: z.string() }) },
      404: NO_JOB,
    },
  },
  {
    route: "GET /api/admin/cron-jobs/[job]/state",
    id: "getJobState",
    tag: "Jobs",
    summary: "Read a job's state",
    access: needs("cron:state"),
    query: stateQuery,
    answers: { 200: stateAnswer, 404: NO_JOB },
  },
  {
    route: "PUT /api/admin/cron-jobs/[job]/state",
    id: "setJobState",
    tag: "Jobs",
    summary: "Set a job's state",
    description: "It has to fit the job's schema. A run that is under way goes on with the state it has.",
    access: needs("cron:state"),
    query: stateQuery,
    body: stateBody,
    example: { version: 0, state: {} },
    answers: { 200: stateAnswer, 404: NO_JOB, 409: STATE_CONFLICT },
  },
  {
    route: "DELETE /api/admin/cron-jobs/[job]/state",
    id: "resetJobState",
    tag: "Jobs",
    summary: "Reset a job's state",
    description: "The job starts over.",
    access: needs("cron:state"),
    query: stateResetQuery,
    answers: { 200: stateAnswer, 404: NO_JOB, 409: STATE_CONFLICT },
  },
  {
    route: "GET /api/admin/cron-jobs/[job]/backfill",
    id: "listBackfills",
    tag: "Jobs",
    summary: "List a job's backfills",
    description: "The latest 20, or with batch that one.",
    access: VIEW,
    query: backfillQuery,
    answers: {
      200: {
        description: "The backfills, or the one that was asked for",
        schema: z.union([success({ jobName: z.string(), batches: z.array(backfill) }), success({ batch: backfill })]),
      },
      404: NO_BATCH,
    },
  },
  {
    route: "POST /api/admin/cron-jobs/[job]/backfill",
    id: "startBackfill",
    tag: "Jobs",
    summary: "Run past slots again",
    description: "In a lane of its own, beside the live slots. With dryRun it only tells which slots it would take.",
    access: needs("cron:run"),
    body: backfillBody,
    example: { from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z", dryRun: true },
    repeatable: true,
    answers: {
      200: {
        description: "What would run (dryRun), or that there was nothing to add",
        schema: z.union([success({ dryRun: z.literal(true), ...backfillPreview }), success(started())]),
      },
      202: {
        description: "The runs wait for their turn",
        schema: success(started()),
        headers: { location: "Where the batch is read" },
      },
      404: NO_BATCH,
      409: failure(
        "The job is disabled or paused, or takes no backfill, or the key came with another range (job_disabled, job_paused, backfill_declined, key_reused)",
      ),
    },
  },
  {
    route: "DELETE /api/admin/cron-jobs/[job]/backfill",
    id: "cancelBackfill",
    tag: "Jobs",
    summary: "Cancel a backfill",
    access: needs("cron:run"),
    query: backfillCancelQuery,
    answers: {
      200: {
        description: "How many waited and how many were asked to stop",
        schema: success({ jobName: z.string(), cancelled: count, requested: count, batch: backfill }),
      },
      404: NO_BATCH,
    },
  },
  {
    route: "GET /api/admin/job-stats",
    id: "getJobStats",
    tag: "Jobs",
    summary: "Count the runs of all jobs",
    access: VIEW,
    answers: { 200: counters },
  },
  {
    route: "GET /api/admin/job-stats/[job]",
    id: "getStatsOfJob",
    tag: "Jobs",
    summary: "Count the runs of a job, or of a schedule by its id",
    description: "Those of a schedule are its own runs, as far as they are kept.",
    access: VIEW,
    answers: { 200: counters, 404: failure("No job has this name or alias, and no schedule this id (unknown_job)") },
  },
];

function started() {
  return {
    jobName: z.string(),
    batch: backfill.nullable(),
    added: count,
    repeated: z.boolean().describe("The same request came before"),
    message: z.string(),
  };
}
