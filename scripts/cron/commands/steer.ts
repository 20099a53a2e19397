import { cancelRun, forceEndRun, retryRun } from "../../../lib/commands/runs.ts";
import { forceEndBody } from "../../../lib/http/bodies/route-inputs.ts";
import { type Command, EXIT, textOption, UsageError } from "../command.ts";
import { connected } from "../connect.ts";
import { print, printJson } from "../output.ts";
import { tellBegun } from "../tell-begun.ts";

const CANCELLED = {
  cancelled: "is cancelled",
  requested: "was asked to stop",
  tasks_cancelled: "had ended; its waiting tasks are cancelled, those at work were asked to stop",
};

export const cancel: Command = {
  name: "cancel",
  args: ["<run>"],
  summary: "cancel a run: a waiting one at once, a started one as soon as its handler stops",
  run: (input) =>
    connected(async ({ acting }) => {
      const runId = input.args[0] ?? "";
      const outcome = await cancelRun(acting, runId);
      if (input.json) printJson({ runId, outcome });
      else print(`Run ${runId} ${CANCELLED[outcome]}`);
      return EXIT.ok;
    }),
};

export const forceEnd: Command = {
  name: "force-end",
  args: ["<run>"],
  summary: "end a started run as failed and free its lock at once, whatever its handler still does",
  options: { reason: { type: "string", value: "TEXT", help: "why; required, and kept with the run" } },
  run: (input) =>
    connected(async ({ acting }) => {
      const [runId = ""] = input.args;
      if (!input.text("reason")?.trim()) throw new UsageError("--reason is missing");
      const reason = textOption(input, "reason", forceEndBody.shape.reason);
      await forceEndRun(acting, runId, reason);
      if (input.json) printJson({ runId, outcome: "ended" });
      else print(`Run ${runId} is ended; its handler may still be at work, so the next run can overlap with it`);
      return EXIT.ok;
    }),
};

export const retry: Command = {
  name: "retry",
  args: ["<run>"],
  summary: "run an ended run's job again with the same parameters, in this process",
  run: (input) =>
    connected(
      async (connection) => {
        const begun = await retryRun(connection.acting, input.args[0] ?? "");
        return await tellBegun(connection, begun, input.json);
      },
      { logs: "info" },
    ),
};
