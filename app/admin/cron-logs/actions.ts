"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { runPath } from "@/components/shell/paths";
import { cancelRun, retryRun } from "@/lib/http/actions/steer-run";
import { adminAction } from "@/lib/http/admin-action";
import { ApiError } from "@/lib/http/api-error";

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
      throw new ApiError(`Not started: ${begun.message}`, { status: 409, code: begun.reason });
    }
    redirect(runPath(begun.runId ?? run));
  },
);
