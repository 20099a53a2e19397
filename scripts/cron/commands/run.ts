import { z } from "zod";
import { DEBUG_PARAM } from "../../../lib/cron/jobs/params.ts";
import type { RunAnswerBody } from "../../../lib/http/answers/run-answer.ts";
import { runAndWait } from "../../../lib/http/answers/started-runs.ts";
import { callWithParams, olderBuildWords, serverAddress } from "../call-route.ts";
import { type Command, type CommandInput, EXIT, type ExitCode, jsonValue, UsageError } from "../command.ts";
import { connected, requireListedJob } from "../connect.ts";
import { fieldList, print, printError, printJson } from "../output.ts";

export const run: Command = {
  name: "run",
  args: ["<job>"],
  summary: "run a job and wait for its end, in this process or by a server",
  options: {
    params: { type: "string", value: "JSON", help: "the job's parameters" },
    url: { type: "string", value: "URL", help: "a running server that runs it, with CRON_SECRET" },
    debug: { type: "boolean", help: "keep the run's debug lines, too, and print them" },
    force: { type: "boolean", help: "although it is disabled; not with --url" },
  },
  run: (input) => {
    const url = input.text("url");
    if (url === null) return runHere(input);
    if (input.has("force")) throw new UsageError("--force: a server takes it from signed-in people only");
    return runThere(input, url);
  },
};

/** Ctrl-C hands the run back, and another process goes on with it. */
function runHere(input: CommandInput): Promise<ExitCode> {
  const params = paramsOf(input);
  return connected(
    async (connection) => {
      const job = requireListedJob(connection, input.args[0] ?? "");
      const force = input.has("force");
      const { body } = await runAndWait(connection.acting, { jobName: job.name, params, force });
      return show(body, input.json);
    },
    { logs: input.has("debug") ? "debug" : "info", runsHere: true },
  );
}

async function runThere(input: CommandInput, url: string): Promise<ExitCode> {
  const [job = ""] = input.args;
  const server = serverAddress(url);
  const answer = await callWithParams(server, `/api/cron/${encodeURIComponent(job)}`, paramsOf(input));
  const { status, body } = answer;
  const told = z.looseObject({ success: z.boolean(), jobName: z.string(), execution: z.unknown() }).safeParse(body);
  if (told.success) return show(told.data, input.json);
  if (input.json) printJson({ status, body });
  else print(`${status ?? "no answer"}: ${typeof body === "string" ? body : JSON.stringify(body)}`);
  const older = olderBuildWords(server, job, answer);
  if (older !== null) printError(`belfry: ${older}`);
  return EXIT.failed;
}

function paramsOf(input: CommandInput): unknown {
  const params = jsonValue("--params", input.text("params") ?? "{}");
  const isObject = typeof params === "object" && params !== null;
  return isObject && input.has("debug") ? { ...params, [DEBUG_PARAM]: true } : params;
}

/** Only a run that did its work is a success: refused, waiting and failed ones are not. */
function show(body: Record<string, unknown>, json: boolean): ExitCode {
  if (json) printJson(body);
  else print(words(body as RunAnswerBody));
  return body.success === true ? EXIT.ok : EXIT.failed;
}

function words({ jobName, execution, message, error, reason, data }: RunAnswerBody): string {
  return fieldList({
    job: jobName,
    run: execution.id,
    status: execution.status,
    duration: execution.duration === null ? null : `${execution.duration} ms`,
    attempts: execution.attempts,
    [error === undefined ? "message" : "error"]: String(error ?? message),
    ...(typeof reason === "string" && { reason }),
    ...(data !== null && data !== undefined && { result: JSON.stringify(data) }),
  });
}
