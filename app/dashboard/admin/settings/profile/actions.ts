"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { changeProfile } from "@/lib/http/actions/profile";
import { adminAction } from "@/lib/http/admin-action";
import { parseInput } from "@/lib/http/admin-route";
import { profileBody } from "@/lib/http/profile";

const permission = "analytics:view_all";

export const renameAction = adminAction(
  { permission, fields: z.object({ name: z.string() }) },
  async (acting, input) => {
    await changeProfile(acting, parseInput(profileBody, { name: input.name }, "form"));
    refresh();
    return (await getTranslations("settings"))("profile.renamed");
  },
);

export const changePasswordAction = adminAction(
  { permission, fields: z.object({ current: z.string(), next: z.string() }) },
  async (acting, { current, next }) => {
    await changeProfile(acting, parseInput(profileBody, { password: { current, next } }, "form"));
    return (await getTranslations("settings"))("profile.passwordChanged");
  },
);
