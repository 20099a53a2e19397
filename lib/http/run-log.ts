import type { z } from "zod";
import { eachLogPart, type LogLineView, readRunLog } from "../dashboard/run-log.ts";
import { readRun } from "../dashboard/runs.ts";
import type { Runtime } from "../runtime.ts";
import { noSuchRun } from "./actions/steer-run.ts";
import { download, json } from "./answers.ts";
import { dashboardDeps } from "./deps.ts";
import type { runLogRouteQuery } from "./run-log-query.ts";
import { textStream } from "./text-stream.ts";

/** A part of a run's log lines with the cursor that leads on, or all of them as a file. @throws ApiError 404 */
export async function showRunLog(
  runtime: Runtime,
  { format, ...request }: z.output<typeof runLogRouteQuery> & { runId: string },
): Promise<Response> {
  const run = await readRun(dashboardDeps(runtime), request.runId);
  if (!run) throw noSuchRun(request.runId);
  if (format === "json")
    return json({ success: true, runId: run.id, ...(await readRunLog(runtime.db, { ...request, runId: run.id })) });
  const body = textStream(textLines(runtime, { ...request, runId: run.id }));
  return download(body, { contentType: "text/plain; charset=utf-8", fileName: `${run.jobName}-${run.id}.log` });
}

async function* textLines(runtime: Runtime, request: Parameters<typeof eachLogPart>[1]): AsyncGenerator<string> {
  for await (const lines of eachLogPart(runtime.db, request)) yield lines.map(textLine).join("");
}

/** One line of the file, whatever is in the message: `2026-01-31T08:00:00.000Z WARN  [1] text {"id":"a"}`. */
function textLine({ at, level, attempt, message, fields }: LogLineView): string {
  const rest = fields === null ? "" : ` ${JSON.stringify(fields)}`;
  const text = message.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return `${at.toISOString()} ${level.toUpperCase().padEnd(5)} [${attempt}] ${text}${rest}\n`;
}
