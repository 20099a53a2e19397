"use server";
import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { memberChangeBody, newMemberBody } from "@/lib/commands/member-list";
import { changeMember, deleteMember, inviteMember } from "@/lib/commands/people";
import { adminAction } from "@/lib/http/routes/admin-action";
import { parseInput } from "@/lib/http/routes/admin-route";

const permission = "members:manage";
const id = z.string().max(64);

/** The answer is the only place that ever shows the first password. */
export const inviteAction = adminAction(
  { permission, fields: z.object({ email: z.string(), name: z.string().trim(), role: z.string() }) },
  async (acting, { name, ...input }) => {
    const body = parseInput(newMemberBody, { ...input, ...(name !== "" && { name }) }, "form");
    const { member, password } = await inviteMember(acting, body);
    refresh();
    return { kind: "password", of: member.email, secret: password, example: null };
  },
);

export const changeRoleAction = adminAction(
  { permission, fields: z.object({ id, role: z.string() }) },
  async (acting, { id: member, role }) => {
    await changeMember(acting, member, parseInput(memberChangeBody, { role }, "form"));
    refresh();
    return (await getTranslations("settings"))("members.roleChanged");
  },
);

export const banAction = adminAction(
  { permission, fields: z.object({ id, banned: z.stringbool(), reason: z.string().trim().default("") }) },
  async (acting, { id: member, banned, reason }) => {
    const body = { banned, ...(banned && reason !== "" && { banReason: reason }) };
    await changeMember(acting, member, parseInput(memberChangeBody, body, "form"));
    refresh();
  },
);

export const resetPasswordAction = adminAction(
  { permission, fields: z.object({ id }) },
  async (acting, { id: member }) => {
    const { member: changed, password = "" } = await changeMember(acting, member, { resetPassword: true });
    refresh();
    return { kind: "password", of: changed.email, secret: password, example: null };
  },
);

export const deleteMemberAction = adminAction(
  { permission, fields: z.object({ id, sure: z.literal("yes") }) },
  async (acting, { id: member }) => {
    await deleteMember(acting, member);
    refresh();
  },
);
