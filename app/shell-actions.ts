"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { THEMES } from "@/components/frame/themes";
import { isZone } from "@/lib/dashboard/words/zone";
import { signOut } from "@/lib/http/auth/sign-in";
import { LOCALE_COOKIE, LOCALES } from "@/lib/i18n/locales";
import { THEME_COOKIE } from "./theme";
import { ZONE_COOKIE } from "./zone";

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

/** And the zone that instants are shown in: "utc", "job", or the name of the browser's own zone. */
export async function setZone(form: FormData): Promise<void> {
  const zone = form.get("zone")?.toString() ?? "";
  if (zone === "utc" || zone === "job" || isZone(zone)) await keep(ZONE_COOKIE, zone);
}

/** Ends the caller's own session, if there is one. */
export async function signOutAction(): Promise<void> {
  await signOut();
  redirect("/sign-in");
}

async function keep(cookie: string, choice: string): Promise<void> {
  (await cookies()).set(cookie, choice, { maxAge: YEAR_SECONDS, sameSite: "lax", httpOnly: true });
}
