"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { THEMES } from "@/components/shell/theme-picker";
import { signOut } from "@/lib/http/auth/sign-in";
import { LOCALE_COOKIE, LOCALES } from "@/lib/i18n/locales";
import { THEME_COOKIE } from "./theme";

const YEAR_SECONDS = 31_536_000;

/** Anybody may choose a theme: it is a cookie of their own browser and nothing else. */
export async function setTheme(form: FormData): Promise<void> {
  const theme = THEMES.find((known) => known === form.get("theme"));
  if (theme) await keep(THEME_COOKIE, theme);
}

/** Anybody may choose a language, too. */
export async function setLanguage(form: FormData): Promise<void> {
  const locale = LOCALES.find((known) => known === form.get("locale"));
  if (locale) await keep(LOCALE_COOKIE, locale);
}

/** Ends the caller's own session, if there is one. */
export async function signOutAction(): Promise<void> {
  await signOut();
  redirect("/sign-in");
}

async function keep(cookie: string, choice: string): Promise<void> {
  (await cookies()).set(cookie, choice, { maxAge: YEAR_SECONDS, sameSite: "lax", httpOnly: true });
}
