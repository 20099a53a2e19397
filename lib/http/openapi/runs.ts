import { z } from "zod";
import { callsQuery } from "../../dashboard/health/calls.ts";
import { runTasksQuery } from "../../dashboard/runs/run-tasks.ts";
import { cronLogsQuery, forceEndBody, runAndWaitBody, runLogRouteQuery } from "../bodies/route-inputs.ts";
import { eventsQuery } from "../routes/live-stream.ts";
import { failure } from "./errors.ts";
import { needs, type Operation, VIEW } from "./operation.ts";
import { BEGUN, WRAPPED } from "./run-answers.ts";
import {
  exportedRun,
  liveRun,
  runDetail,
  runEntry,
  runLog,
  runMetric,
  savedState,
  taskPage,
  taskSummary,
} from "./run-schemas.ts";
import { call } from "./settings-schemas.ts";
import { count, nextCursor, runId, success } from "./values.ts";

const NO_RUN = failure("There is no such run, or not any more (unknown_run)");
const WRONG_STATE = failure("The run's state does not allow it; details has the state (wrong_state)");

const pagination = z
  .strictObject({
    total: count,
    totalIsExact: z.boolean().describe("False when there are more than total, and counting them would be slow"),
    page: count,
    byCursor: z.boolean(),
    limit: count,
    pages: count,
    nextCursor,
  })
  .meta({ id: "Pagination" });

const oneRun = success({
  run: runDetail,
  tasks: taskSummary,
  savedStates: z.array(savedState),
  metrics: z.array(runMetric),
});

/** The list of runs, and one run with what can be done to it. */
export const RUNS: readonly Operation[] = [
  {
    route: "GET /api/admin/cron-logs",
    id: "listRuns",
    tag: "Runs",
    summary: "List or export runs",
    description:
      "One page of runs as JSON, newest first. With format=csv or format=ndjson all runs that pass the filter are sent as a file while they are read; page, limit and cursor then mean nothing. CSV cells that a spreadsheet would run as a formula are made text. A search (q) by text looks at no more than 31 days.",
    access: VIEW,
    query: cronLogsQuery,
    answers: {
      200: {
        description: "A page of runs, or the file",
        schema: success({ logs: z.array(runEntry), pagination }),
        media: { "text/csv": null, "application/x-ndjson": exportedRun },
        headers: { "content-disposition": "The name of the file, of an export" },
      },
    },
  },
  {
    route: "GET /api/admin/events",
    id: "listenToRuns",
    tag: "Runs",
    summary: "Listen to what happens to runs",
    description:
      "Server-sent events: first ready (or reset: read everything anew), then run_waiting, run_started, run_progressed and run_ended with the run, and settings_changed. Last-Event-ID or after leads on from an event. A stream ends after 5 minutes, on a platform after 50 s. With format=json it is one answer with an ETag, to be asked for again.",
    access: VIEW,
    query: eventsQuery,
    answers: {
      200: {
        description: "The stream, or what is open now",
        schema: success({ runs: z.array(liveRun), settings: z.string().describe("Changes with the settings") }),
        media: { "text/event-stream": null },
        headers: { etag: "Of format=json: send it as If-None-Match" },
      },
      304: { description: "Nothing has changed since (If-None-Match)" },
    },
  },
  {
    route: "GET /api/admin/runs/[id]",
    id: "getRun",
    tag: "Runs",
    summary: "Read a run",
    description:
      "With its attempts, progress, result, how the tasks stand that it fanned out, and what it changed of its job's saved state.",
    access: VIEW,
    answers: { 200: { description: "The run", schema: oneRun }, 404: NO_RUN },
  },
  {
    route: "GET /api/admin/runs/[id]/log",
    id: "getRunLog",
    tag: "Runs",
    summary: "Read a run's log lines",
    description:
      "Lines after the cursor, oldest first, or with tail=true the latest ones. Ask again to follow. With format=text all lines as a file.",
    access: VIEW,
    query: runLogRouteQuery,
    answers: {
      200: {
        description: "Log lines, or the file",
        schema: success({ runId, ...runLog }),
        media: { "text/plain": null },
        headers: { "content-disposition": "The name of the file, of an export" },
      },
      404: NO_RUN,
    },
  },
  {
    route: "GET /api/admin/runs/[id]/tasks",
    id: "listRunTasks",
    tag: "Runs",
    summary: "List a run's tasks",
    access: VIEW,
    query: runTasksQuery,
    answers: { 200: { description: "A page of tasks", schema: success({ runId, ...taskPage }) }, 404: NO_RUN },
  },
  {
    route: "POST /api/admin/runs/[id]/cancel",
    id: "cancelRun",
    tag: "Runs",
    summary: "Cancel a run",
    description: "A waiting run ends at once, a started one as soon as its handler stops; its tasks likewise.",
    access: needs("cron:run"),
    answers: {
      200: {
        description: "What came of it",
        schema: success({
          runId,
          outcome: z.enum(["cancelled", "requested", "tasks_cancelled"]),
          message: z.string(),
        }),
      },
      404: NO_RUN,
      409: WRONG_STATE,
    },
  },
  {
    route: "POST /api/admin/runs/[id]/force-end",
    id: "forceEndRun",
    tag: "Runs",
    summary: "End a run by force",
    description: "Ends a started run as failed and frees its lock at once, whatever its handler still does.",
    access: needs("cron:run"),
    body: forceEndBody,
    example: { reason: "hangs since Monday" },
    answers: {
      200: { description: "It is ended", schema: success({ runId, message: z.string() }) },
      404: NO_RUN,
      409: WRONG_STATE,
    },
  },
  {
    route: "POST /api/admin/runs/[id]/retry",
    id: "retryRun",
    tag: "Runs",
    summary: "Run again with the same parameters",
    access: needs("cron:run"),
    answers: { ...BEGUN, 404: NO_RUN, 409: WRONG_STATE },
  },
  {
    route: "POST /api/admin/run-cron-job",
    id: "runJobAndWait",
    tag: "Runs",
    summary: "Run a job and wait for the result",
    access: needs("cron:run"),
    body: runAndWaitBody,
    example: { jobName: "health-check" },
    answers: {
      ...WRAPPED,
      400: failure("The job's name is missing or unknown (unknown_job), or the body is no JSON (bad_json)"),
    },
  },
  {
    route: "GET /api/cron/runs/[id]",
    id: "getRunForCron",
    tag: "Cron routes",
    summary: "Read a run",
    description: "What the Location of a cron route leads to.",
    access: { kind: "secret" },
    answers: { 200: { description: "The run", schema: oneRun }, 404: NO_RUN },
  },
  {
    route: "GET /api/admin/cron-calls",
    id: "listCalls",
    tag: "Cron routes",
    summary: "List calls of the cron routes",
    description: "What reached them, refused calls included; kept for 30 days unless the retention says otherwise.",
    access: VIEW,
    query: callsQuery,
    answers: {
      200: { description: "A page of calls, newest first", schema: success({ calls: z.array(call), nextCursor }) },
    },
  },
];
