"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { notStarted } from "@/app/not-started";
import { hrefOf, RUNS_PATH, runJobPath, runPath } from "@/components/text/paths";
import { requireJob, resetToggle, toggleJob } from "@/lib/commands/jobs";
import { startRun } from "@/lib/commands/runs";
import type { ParamField } from "@/lib/dashboard/forms/form-params";
import { paramFields } from "@/lib/dashboard/forms/param-fields";
import { type RunOrder, runOrderOf } from "@/lib/dashboard/runs/run-order";
import { adminAction } from "@/lib/http/routes/admin-action";

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
  {
    permission: "cron:run",
    fields: z.object({
      job,
      requestKey: z.uuid(),
      force: z.stringbool().default(false),
      /** Before JavaScript the commands follow the form only when somebody asks for them. */
      intent: z.literal("preview").optional(),
    }),
  },
  async (acting, { job, requestKey, force, intent }, form) => {
    const fields = paramFields(requireJob(acting.runtime, job));
    const order = runOrderOf(fields, (name) => form.get(name)?.toString() ?? null);
    if (intent === "preview") redirect(previewPath(job, fields, order));
    const { params } = order;
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
    redirect(begun.runId === null ? RUNS_PATH : runPath(begun.runId));
  },
);

/** The form as an address that fills it again; a secret never stands in one. */
function previewPath(job: string, fields: readonly ParamField[], { params, force }: RunOrder): string {
  const secret = new Set(fields.filter((field) => field.secret).map(({ name }) => name));
  const shown = Object.fromEntries(Object.entries(params).filter(([name]) => !secret.has(name)));
  return hrefOf(runJobPath(job), { with: JSON.stringify(shown), force: force ? "true" : null });
}
