import { z } from "zod";
import { failure } from "./errors.ts";
import { describedJob, jobConfiguration } from "./job-schemas.ts";
import type { Access, Operation } from "./operation.ts";
import { ranOrSkipped, WAITED } from "./run-answers.ts";
import { count, instantSchema, success } from "./values.ts";

const SECRET: Access = { kind: "secret" };
const NO_JOB = failure("No job has this name or alias (unknown_job)");

const RUNS_THE_JOB =
  "Runs it now and answers what became of it. `?wait=false` or `Prefer: respond-async` answers 202 at once, with a Location to read it at. The platform's cron (by its user agent) stands for the job's latest slot, another caller for none, or for its own Idempotency-Key: a delivery that comes twice is one run.";

const runs = { tag: "Cron routes", access: SECRET, repeatable: true, answers: { ...WAITED, 404: NO_JOB } } as const;

const tick = {
  tag: "Cron routes",
  access: SECRET,
  description: "Dispatches what is due, rescues runs of dead processes and goes on with waiting ones after the answer.",
  answers: {
    200: {
      description: "What it did",
      schema: success({
        message: z.string(),
        schedules: count,
        dispatched: count,
        rescued: count,
        claimed: count,
        timestamp: instantSchema,
      }),
    },
  },
} as const;

/** The routes of the platform, curl and the command line. */
export const CRON: readonly Operation[] = [
  {
    ...runs,
    route: "GET /api/cron/[...job]",
    id: "runJobByGet",
    summary: "Run a job",
    description: `${RUNS_THE_JOB} Parameters come from the query; secret ones are refused there.`,
    jobParams: "query",
  },
  {
    ...runs,
    route: "POST /api/cron/[...job]",
    id: "runJobByPost",
    summary: "Run a job with parameters",
    description: `${RUNS_THE_JOB} Parameters come from the JSON body or from the query.`,
    jobParams: "query or body",
  },
  {
    ...runs,
    route: "POST /api/cron/execute/[job]",
    id: "executeJob",
    summary: "Run a job, by its longer address",
    jobParams: "query or body",
  },
  {
    route: "GET /api/cron/execute/[job]",
    id: "describeJob",
    tag: "Cron routes",
    summary: "Read a job's configuration",
    description: "Called by the platform's cron (user agent vercel-cron/…) it runs the job: the platform can only GET.",
    access: SECRET,
    answers: {
      ...WAITED,
      200: {
        description: "The configuration; to the platform, the run",
        schema: z.union([describedJob, ranOrSkipped]),
      },
      404: NO_JOB,
    },
  },
  {
    route: "GET /api/cron/jobs",
    id: "listJobsForCron",
    tag: "Cron routes",
    summary: "List the jobs",
    access: SECRET,
    answers: {
      200: {
        description: "Every registered job",
        schema: success({
          total: count,
          jobs: z.array(jobConfiguration),
          categories: z.record(z.string(), count),
        }),
      },
    },
  },
  { ...tick, route: "GET /api/cron/tick", id: "tickByGet", summary: "Dispatch what is due" },
  { ...tick, route: "POST /api/cron/tick", id: "tickByPost", summary: "Dispatch what is due, by POST" },
];
