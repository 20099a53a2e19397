"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { notStarted } from "@/app/not-started";
import { runPath } from "@/components/text/paths";
import { cancelRun, forceEndRun, retryRun, startRun } from "@/lib/commands/runs";
import { adminAction } from "@/lib/http/routes/admin-action";

/** What the panel that asks says when the person agreed; a form sent without it does nothing. */
const confirmed = z.literal("true");

export const cancelRunAction = adminAction(
  { permission: "cron:run", fields: z.object({ run: z.uuid(), confirmed }) },
  async (acting, { run }) => {
    await cancelRun(acting, run);
    refresh();
  },
);

export const forceEndRunAction = adminAction(
  { permission: "cron:run", fields: z.object({ run: z.uuid(), confirmed, reason: z.string().trim().min(1).max(500) }) },
  async (acting, { run, reason }) => {
    await forceEndRun(acting, run, reason);
    refresh();
  },
);

/** Runs a job with its defaults. Who stays on the page is told the run; anybody else is led to it. */
export const quickRunAction = adminAction(
  {
    permission: "cron:run",
    fields: z.object({ job: z.string().max(100), requestKey: z.uuid(), stay: z.stringbool().default(false) }),
  },
  async (acting, { job, requestKey, stay }) => {
    const delivery = { kind: "request", key: requestKey } as const;
    const begun = await startRun(acting, { job, params: {}, trigger: "dashboard", delivery });
    if (begun.kind === "skipped" && begun.reason !== "duplicate_slot") throw await notStarted(begun.reason);
    const { runId, jobName } = begun;
    if (runId === null) return;
    if (!stay) redirect(runPath(runId));
    refresh();
    return { runId, jobName };
  },
);

export const retryRunAction = adminAction(
  { permission: "cron:run", fields: z.object({ run: z.uuid(), requestKey: z.uuid() }) },
  async (acting, { run, requestKey }) => {
    const begun = await retryRun(acting, run, { kind: "request", key: requestKey });
    if (begun.kind === "skipped" && begun.reason !== "duplicate_slot") {
      throw await notStarted(begun.reason);
    }
    redirect(runPath(begun.runId ?? run));
  },
);
