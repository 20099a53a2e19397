import { pauseReason } from "../../../lib/commands/pause.ts";
import { skipBody } from "../../../lib/commands/schedule-body.ts";
import { pauseSchedule, resumeSchedule, runSchedule, skipSlot } from "../../../lib/commands/steer-schedule.ts";
import { type Command, EXIT, textOption } from "../command.ts";
import { connected } from "../connect.ts";
import { instantOption, readInstantOption } from "../instants.ts";
import { tellBegun } from "../tell-begun.ts";
import { showSchedule } from "./schedules.ts";

export const pauseScheduleCommand: Command = {
  name: "schedules pause",
  args: ["<id>"],
  summary: "hold one schedule still: its slots are skipped as `paused`",
  options: {
    until: { type: "string", value: "TIME", help: "an instant in ISO 8601, or from now on: 90s, 10m, 2h, 1d" },
    reason: { type: "string", value: "TEXT", help: "why; shown wherever the pause is" },
  },
  run: (input) =>
    connected(async (connection) => {
      const [id = ""] = input.args;
      const reason = textOption(input, "reason", pauseReason);
      await pauseSchedule(connection.acting, id, { until: instantOption(input, "until"), reason });
      await showSchedule(connection, id, input.json);
      return EXIT.ok;
    }),
};

export const resumeScheduleCommand: Command = {
  name: "schedules resume",
  args: ["<id>"],
  summary: "end the pause of a schedule; what fell into it stays skipped",
  run: (input) =>
    connected(async (connection) => {
      const [id = ""] = input.args;
      await resumeSchedule(connection.acting, id);
      await showSchedule(connection, id, input.json);
      return EXIT.ok;
    }),
};

export const skipSlotCommand: Command = {
  name: "schedules skip",
  args: ["<id>", "<slot>"],
  summary: "take one slot that lies ahead out of a schedule",
  options: {
    reason: { type: "string", value: "TEXT", help: "why" },
    undo: { type: "boolean", help: "put it back" },
  },
  run: (input) =>
    connected(async (connection) => {
      const [id = "", slot = ""] = input.args;
      const reason = textOption(input, "reason", skipBody.shape.reason);
      await skipSlot(connection.acting, id, {
        slot: readInstantOption("<slot>", slot),
        reason,
        undo: input.has("undo"),
      });
      await showSchedule(connection, id, input.json);
      return EXIT.ok;
    }),
};

export const runScheduleCommand: Command = {
  name: "schedules run",
  args: ["<id>"],
  summary: "run a schedule's job now with its parameters, in this process",
  options: { force: { type: "boolean", help: "although the schedule or its job is paused or disabled" } },
  run: (input) =>
    connected(
      async (connection) => {
        const order = { force: input.has("force"), delivery: { kind: "none" } } as const;
        const begun = await runSchedule(connection.acting, input.args[0] ?? "", order);
        return await tellBegun(connection, begun, input.json);
      },
      { logs: "info" },
    ),
};
