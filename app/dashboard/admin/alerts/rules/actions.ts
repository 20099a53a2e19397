"use server";
import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { changeRule, resetRule, ruleBody } from "@/lib/commands/alert-rules";
import { numbersOfForm } from "@/lib/dashboard/forms/named-numbers";
import { adminAction } from "@/lib/http/routes/admin-action";
import { parseInput } from "@/lib/http/routes/admin-route";

const permission = "alerts:configure";
const rule = z.string().max(20);

export const changeRuleAction = adminAction(
  { permission, fields: z.object({ rule, scope: z.string(), enabled: z.string(), severity: z.string() }) },
  async (acting, { rule: name, scope, enabled, severity }, form) => {
    const said = { enabled: enabled === "" ? null : enabled === "true", severity: severity || null };
    const change = parseInput(ruleBody, { scope, ...said, numbers: numbersOfForm(form) }, "form");
    await changeRule(acting, name, change);
    refresh();
    return (await getTranslations("alertRules"))("saved");
  },
);

export const resetRuleAction = adminAction(
  { permission, fields: z.object({ rule, scope: z.string().max(110) }) },
  async (acting, { rule: name, scope }) => {
    await resetRule(acting, name, scope);
    refresh();
  },
);
