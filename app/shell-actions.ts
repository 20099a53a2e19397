"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { THEMES } from "@/components/shell/theme-picker";
import { signOut } from "@/lib/http/auth/sign-in";
import { THEME_COOKIE } from "./theme";

const YEAR_SECONDS = 31_536_000;

/** Anybody may choose a theme: it is a cookie of their own browser and nothing else. */
export async function setTheme(form: FormData): Promise<void> {
  const theme = THEMES.find((known) => known === form.get("theme"));
  if (theme) (await cookies()).set(THEME_COOKIE, theme, { maxAge: YEAR_SECONDS, sameSite: "lax", httpOnly: true });
}

/** Ends the caller's own session, if there is one. */
export async function signOutAction(): Promise<void> {
  await signOut();
  redirect("/sign-in");
}
