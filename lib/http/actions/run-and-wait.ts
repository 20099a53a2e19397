import { type Acting, actorName, triggerOf } from "../acting.ts";
import { ApiError } from "../api-error.ts";
import { recordAudit } from "../audit.ts";
import { type ToldRun, tellRun } from "../run-answer.ts";
import { adminLocation } from "./run-responses.ts";

/**
 * Runs a job for a person who waits for the result.
 * @throws ApiError 400 for a missing or unknown job name; InvalidParamsError, DrainingError
 */
export async function runAndWait(
  acting: Acting,
  { jobName, params, force = false }: { jobName: string | undefined; params: unknown; force?: boolean },
): Promise<ToldRun> {
  const { engine, db } = acting.runtime;
  const definition = jobName === undefined ? null : engine.find(jobName);
  if (!definition) throw unknownName(jobName);
  const answer = await engine.run({
    job: definition.name,
    params,
    trigger: triggerOf(acting),
    delivery: { kind: "none" },
    actor: actorName(acting),
    force,
  });
  const told = tellRun(answer, { locationOf: adminLocation, now: new Date() });
  const action = answer.kind === "skipped" ? "run.refused" : "run.start";
  const { id, status } = told.body.execution;
  await recordAudit(db, acting, { action, target: definition.name, after: { runId: id, status, force } });
  return told;
}

function unknownName(jobName: string | undefined): ApiError {
  const came = jobName === undefined ? "none came" : `"${jobName}" is none`;
  return new ApiError(
    `Expected jobName to be the name of a registered job, but ${came}; GET /api/cron/jobs lists them`,
    {
      status: 400,
      code: "unknown_job",
    },
  );
}
