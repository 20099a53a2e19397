"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { pause, resume } from "@/lib/commands/pause";
import { pauseSchedule, resumeSchedule } from "@/lib/commands/steer-schedule";
import { pauseFields, pauseOfForm } from "@/lib/http/bodies/pause-form";
import { adminAction } from "@/lib/http/routes/admin-action";

const schedule = { schedule: z.string().max(120) };
const job = { job: z.string().max(100) };

export const pauseScheduleAction = adminAction(
  { permission: "cron:schedule", fields: z.object({ ...schedule, ...pauseFields }) },
  async (acting, { schedule, ...given }) => {
    await pauseSchedule(acting, schedule, pauseOfForm(given, acting.runtime.clock.now()));
    refresh();
  },
);

export const resumeScheduleAction = adminAction(
  { permission: "cron:schedule", fields: z.object(schedule) },
  async (acting, { schedule }) => {
    await resumeSchedule(acting, schedule);
    refresh();
  },
);

export const pauseJobAction = adminAction(
  { permission: "cron:toggle", fields: z.object({ ...job, ...pauseFields }) },
  async (acting, { job, ...given }) => {
    await pause(acting, { kind: "job", job }, pauseOfForm(given, acting.runtime.clock.now()));
    refresh();
  },
);

export const resumeJobAction = adminAction(
  { permission: "cron:toggle", fields: z.object(job) },
  async (acting, { job }) => {
    await resume(acting, { kind: "job", job });
    refresh();
  },
);

export const pauseEverythingAction = adminAction(
  { permission: "cron:schedule", fields: z.object(pauseFields) },
  async (acting, given) => {
    await pause(acting, { kind: "all" }, pauseOfForm(given, acting.runtime.clock.now()));
    refresh();
  },
);

export const resumeEverythingAction = adminAction(
  { permission: "cron:schedule", fields: z.object({}) },
  async (acting) => {
    await resume(acting, { kind: "all" });
    refresh();
  },
);
