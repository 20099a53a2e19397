"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { pauseSchedule, resumeSchedule } from "@/lib/http/actions/hold-schedule";
import { pause, resume } from "@/lib/http/actions/pause";
import { adminAction } from "@/lib/http/admin-action";
import { pauseFields, pauseOfForm } from "@/lib/http/pause-form";

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
