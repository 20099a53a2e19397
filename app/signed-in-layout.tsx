import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { Keyboard } from "@/components/frame/palette/keyboard";
import { PauseBanner } from "@/components/frame/pause-banner";
import { Shell } from "@/components/frame/shell";
import { Toaster } from "@/components/frame/toaster";
import { may } from "@/lib/auth/permissions";
import { currentPerson } from "@/lib/http/auth/page-guard";
import { jobCommands, packScreens, readBanner } from "@/lib/http/routes/page";
import { resumeEverythingAction } from "./pause-actions";
import { setLanguage, setTheme, setZone, signOutAction } from "./shell-actions";
import { readTheme } from "./theme";

/**
 * The frame of /dashboard and /admin. It guards nothing: each page checks the session and knows where a sign-in has to
 * lead back to, and a redirect from here could be faster than the page's.
 */
export async function SignedInLayout({ children }: { children: ReactNode }) {
  const [person, theme] = await Promise.all([currentPerson(), readTheme()]);
  if (person === null) return children;
  const [pause, locale] = await Promise.all([readBanner(), getLocale()]);
  const choices = { setTheme, setLanguage, setZone };
  const palette = <Keyboard {...(await jobCommands(person))} {...choices} />;
  return (
    <Shell
      person={person}
      theme={theme}
      palette={palette}
      screens={packScreens(locale)}
      signOut={signOutAction}
      {...choices}
    >
      <PauseBanner pause={pause} resume={may(person.role, "cron:schedule") ? resumeEverythingAction : null} />
      {children}
      <Toaster />
    </Shell>
  );
}
