import type { Begun } from "../../lib/commands/runs.ts";
import { readRun } from "../../lib/dashboard/runs/runs.ts";
import { EXIT, type ExitCode } from "./command.ts";
import type { Connection } from "./connect.ts";
import { print, printJson } from "./output.ts";

/** Waits for a run of this process and tells how it ended. */
export async function tellBegun(
  { deps, background }: Pick<Connection, "deps" | "background">,
  begun: Begun,
  asJson: boolean,
): Promise<ExitCode> {
  await Promise.all(background);
  const run = begun.runId === null ? null : await readRun(deps, begun.runId);
  if (asJson) printJson({ begun, run });
  else print(begun.kind === "skipped" ? begun.message : `Run ${begun.runId}: ${run?.sentence ?? begun.kind}`);
  return run?.status === "success" || run?.status === "partial" ? EXIT.ok : EXIT.failed;
}
