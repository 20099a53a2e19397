"use server";
import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { changeRetention, retentionBody } from "@/lib/commands/retention";
import { adminAction } from "@/lib/http/routes/admin-action";
import { parseInput } from "@/lib/http/routes/admin-route";

const days = z.coerce.number();

export const changeRetentionAction = adminAction(
  { permission: "retention:manage", fields: z.object({ runDays: days, logLineDays: days, callDays: days }) },
  async (acting, input) => {
    await changeRetention(acting, parseInput(retentionBody, input, "form"));
    refresh();
    return (await getTranslations("settings"))("retention.saved");
  },
);
