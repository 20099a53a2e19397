"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { JOBS_PATH } from "@/components/shell/paths";
import type { ActionAnswer } from "@/lib/http/admin-action";
import { signIn } from "@/lib/http/auth/sign-in";
import { ownPath } from "./own-path";

const fields = z.object({
  email: z.email("Enter an e-mail address"),
  password: z.string().min(1, "Enter the password"),
  next: z.string().default(""),
});

export async function signInAction(_previous: ActionAnswer, form: FormData): Promise<ActionAnswer> {
  const parsed = fields.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { error: parsed.error.issues.map(({ message }) => message).join(". ") };
  const { email, password, next } = parsed.data;
  const refusal = await signIn(email, password);
  if (refusal !== null) return { error: refusal };
  redirect(ownPath(next) ?? JOBS_PATH);
}
