"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { instant } from "@/lib/dashboard/instant";
import { pause, resume } from "@/lib/http/actions/pause";
import { adminAction } from "@/lib/http/admin-action";
import { parseInput } from "@/lib/http/admin-route";
import { pauseBody } from "@/lib/http/pause-body";

const permission = "cron:schedule";
const until = z.union([z.literal("").transform(() => null), instant]);

export const pauseEverythingAction = adminAction(
  { permission, fields: z.object({ reason: z.string(), until }) },
  async (acting, input) => {
    const body = { reason: input.reason, until: input.until?.toISOString() ?? null };
    await pause(acting, { kind: "all" }, parseInput(pauseBody, body, "form"));
    refresh();
  },
);

export const resumeEverythingAction = adminAction({ permission, fields: z.object({}) }, async (acting) => {
  await resume(acting, { kind: "all" });
  refresh();
});
