"use server";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { hrefOf, PROFILE_PATH } from "@/components/text/paths";
import { changeProfile, profileBody } from "@/lib/commands/profile";
import { adminAction } from "@/lib/http/routes/admin-action";
import { parseInput } from "@/lib/http/routes/admin-route";

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
    // The session has a new cookie, which only the next request shows: an answer in place would send people to sign in.
    redirect(hrefOf(PROFILE_PATH, { saved: "password" }));
  },
);
