import { deleteOld, readRetention } from "../../../lib/commands/retention.ts";
import { type Command, EXIT } from "../command.ts";
import { connected } from "../connect.ts";
import { print, printJson } from "../output.ts";

export const cleanup: Command = {
  name: "cleanup",
  summary: "delete runs and log lines that are past their retention, in small batches",
  run: (input) =>
    connected(async ({ acting, stop }) => {
      const retention = await readRetention(acting.runtime.db);
      const { finished, ...deleted } = await deleteOld(acting, { signal: stop });
      if (input.json) printJson({ ...deleted, ...retention, stopped: !finished });
      else print(sentence(deleted, retention));
      return stop.aborted ? EXIT.failed : EXIT.ok;
    }),
};

function sentence(deleted: { runs: number; logLines: number }, kept: { runDays: number; logLineDays: number }): string {
  return `deleted ${deleted.runs} runs older than ${daysOf(kept.runDays)} and ${deleted.logLines} log lines older than ${daysOf(kept.logLineDays)} or of these runs`;
}

const daysOf = (count: number) => `${count} ${count === 1 ? "day" : "days"}`;
