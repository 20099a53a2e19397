import { readRun } from "../../../lib/dashboard/runs.ts";
import { cancelRun, forceEndRun, retryRun } from "../../../lib/http/actions/steer-run.ts";
import { type Command, EXIT, UsageError } from "../command.ts";
import { connected } from "../connect.ts";
import { print, printJson } from "../output.ts";

export const cancel: Command = {
  name: "cancel",
  args: ["<run>"],
  summary: "cancel a run: a waiting one at once, a started one as soon as its handler stops",
  run: (input) =>
    connected(async ({ acting }) => {
      const runId = input.args[0] ?? "";
      const outcome = await cancelRun(acting, runId);
      if (input.json) printJson({ runId, outcome });
      else print(outcome === "cancelled" ? `Run ${runId} is cancelled` : `Run ${runId} was asked to stop`);
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
      const reason = input.text("reason")?.trim();
      if (!reason) throw new UsageError("--reason is missing");
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
      async ({ acting, deps, background }) => {
        const begun = await retryRun(acting, input.args[0] ?? "");
        await Promise.all(background);
        const run = begun.runId === null ? null : await readRun(deps, begun.runId);
        if (input.json) printJson({ begun, run });
        else print(begun.kind === "skipped" ? begun.message : `Run ${begun.runId}: ${run?.sentence ?? begun.kind}`);
        return run?.status === "success" || run?.status === "partial" ? EXIT.ok : EXIT.failed;
      },
      { logs: "info" },
    ),
};
