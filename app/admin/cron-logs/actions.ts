"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { notStarted } from "@/app/not-started";
import { runPath } from "@/components/shell/paths";
import { cancelRun, retryRun } from "@/lib/http/actions/steer-run";
import { adminAction } from "@/lib/http/admin-action";

export const cancelRunAction = adminAction(
  { permission: "cron:run", fields: z.object({ run: z.uuid() }) },
  async (acting, { run }) => {
    await cancelRun(acting, run);
    refresh();
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
