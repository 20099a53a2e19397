"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { notStarted } from "@/app/not-started";
import { runPath } from "@/components/shell/paths";
import { paramsOfForm } from "@/lib/dashboard/form-params";
import { paramFields } from "@/lib/dashboard/param-fields";
import { startRun } from "@/lib/http/actions/start-run";
import { resetToggle, toggleJob } from "@/lib/http/actions/toggle-job";
import { adminAction } from "@/lib/http/admin-action";
import { requireJob } from "@/lib/http/known-job";

const job = z.string().max(100);

export const toggleJobAction = adminAction(
  {
    permission: "cron:toggle",
    fields: z.object({ job, enabled: z.stringbool(), notes: z.string().trim().max(500).optional() }),
  },
  async (acting, { job, enabled, notes }) => {
    await toggleJob(acting, { job, enabled, notes: notes || undefined });
    refresh();
  },
);

/** Gives the switch back to what the code says. */
export const resetSwitchAction = adminAction(
  { permission: "cron:toggle", fields: z.object({ job }) },
  async (acting, { job }) => {
    await resetToggle(acting, job);
    refresh();
  },
);

export const runJobAction = adminAction(
  { permission: "cron:run", fields: z.object({ job, requestKey: z.uuid(), force: z.stringbool().default(false) }) },
  async (acting, { job, requestKey, force }, form) => {
    const fields = paramFields(requireJob(acting.runtime, job));
    const params = paramsOfForm(fields, (name) => form.get(name)?.toString() ?? null);
    const begun = await startRun(acting, {
      job,
      params,
      trigger: "dashboard",
      delivery: { kind: "request", key: requestKey },
      force,
    });
    if (begun.kind === "skipped" && begun.reason !== "duplicate_slot") {
      throw await notStarted(begun.reason);
    }
    redirect(begun.runId === null ? "/admin/cron-logs" : runPath(begun.runId));
  },
);
