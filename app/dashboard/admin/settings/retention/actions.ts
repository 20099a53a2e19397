"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { changeRetention } from "@/lib/http/actions/retention";
import { adminAction } from "@/lib/http/admin-action";
import { parseInput } from "@/lib/http/admin-route";
import { retentionBody } from "@/lib/http/retention";

const days = z.coerce.number();

export const changeRetentionAction = adminAction(
  { permission: "retention:manage", fields: z.object({ runDays: days, logLineDays: days, callDays: days }) },
  async (acting, input) => {
    await changeRetention(acting, parseInput(retentionBody, input, "form"));
    refresh();
    return (await getTranslations("settings"))("retention.saved");
  },
);
