"use server";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { OVERVIEW_PATH } from "@/components/text/paths";
import { signIn } from "@/lib/http/auth/sign-in";
import type { ActionAnswer } from "@/lib/http/routes/admin-action";
import { ownPath } from "./own-path";

const fields = z.object({ email: z.email(), password: z.string().min(1), next: z.string().default("") });

export async function signInAction(_previous: ActionAnswer, form: FormData): Promise<ActionAnswer> {
  const t = await getTranslations("signIn");
  const parsed = fields.safeParse(Object.fromEntries(form));
  if (!parsed.success) {
    const { email, password } = z.flattenError(parsed.error).fieldErrors;
    return { error: [email && t("enterEmail"), password && t("enterPassword")].filter(Boolean).join(" ") };
  }
  const { email, password, next } = parsed.data;
  const refusal = await signIn(email, password);
  if (refusal !== null) return { error: t(`refusal.${refusal}`) };
  redirect(ownPath(next) ?? OVERVIEW_PATH);
}
