"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { notStarted } from "@/app/not-started";
import { RUNS_PATH, runPath, SCHEDULE_PATH } from "@/components/text/paths";
import { editSchedule, removeSchedule } from "@/lib/commands/edit-schedule";
import { scheduleChangeBody } from "@/lib/commands/schedule-body";
import { runSchedule, skipSlot } from "@/lib/commands/steer-schedule";
import { exactInstant } from "@/lib/dashboard/words/instant";
import { adminAction } from "@/lib/http/routes/admin-action";

const schedule = z.string().max(120);

export const runScheduleAction = adminAction(
  { permission: "cron:schedule", fields: z.object({ schedule, requestKey: z.uuid() }) },
  async (acting, { schedule, requestKey }) => {
    const begun = await runSchedule(acting, schedule, {
      force: false,
      delivery: { kind: "request", key: requestKey },
    });
    if (begun.kind === "skipped" && begun.reason !== "duplicate_slot") throw await notStarted(begun.reason);
    redirect(begun.runId === null ? RUNS_PATH : runPath(begun.runId));
  },
);

/** `slot` is the instant that the page showed; `undo` puts it back. */
export const skipSlotAction = adminAction(
  {
    permission: "cron:schedule",
    fields: z.object({ schedule, slot: exactInstant, undo: z.stringbool() }),
  },
  async (acting, { schedule, slot, undo }) => {
    await skipSlot(acting, schedule, { slot, undo });
    refresh();
  },
);

export const removeScheduleAction = adminAction(
  { permission: "cron:schedule", fields: z.object({ schedule }) },
  async (acting, { schedule }) => {
    await removeSchedule(acting, schedule);
    redirect(SCHEDULE_PATH);
  },
);

/** Gives one field, or with `field` empty all, back what the code declares. */
export const resetDriftAction = adminAction(
  {
    permission: "cron:schedule",
    fields: z.object({ schedule, version: z.coerce.number().int(), field: z.string().max(40) }),
  },
  async (acting, { schedule, version, field }) => {
    const change = scheduleChangeBody.parse({ version, reset: field === "" ? true : [field] });
    await editSchedule(acting, schedule, change);
    refresh();
  },
);
