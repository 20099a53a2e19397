import { json } from "../answers.ts";
import { runResponse, tellRun } from "../run-answer.ts";
import type { Begun } from "./start-run.ts";

/** Where a signed-in person reads a run. */
export const adminLocation = (runId: string) => `/api/admin/runs/${runId}`;

/** 202 for a run that began or waits, else the refusal as the cron routes tell it. */
export function begunResponse(begun: Begun): Response {
  if (begun.kind === "skipped") return runResponse(tellRun(begun, { locationOf: adminLocation, now: new Date() }));
  const { runId, jobName } = begun;
  const location = adminLocation(runId);
  return json(
    {
      success: true,
      jobName,
      runId,
      message: `Job ${jobName} has been queued for execution`,
      note: `It runs on its own; its progress and result appear at ${location} and on the job's page`,
    },
    { status: 202, headers: { location } },
  );
}
