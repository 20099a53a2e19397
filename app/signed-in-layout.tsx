import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { currentPerson } from "@/lib/http/auth/page-guard";
import { setLanguage, setTheme, signOutAction } from "./shell-actions";
import { readTheme } from "./theme";

/**
 * The frame of /dashboard and /admin. It guards nothing: each page checks the session and knows where a sign-in has to
 * lead back to, and a redirect from here could be faster than the page's.
 */
export async function SignedInLayout({ children }: { children: ReactNode }) {
  const [person, theme] = await Promise.all([currentPerson(), readTheme()]);
  if (person === null) return children;
  return (
    <Shell person={person} theme={theme} setTheme={setTheme} setLanguage={setLanguage} signOut={signOutAction}>
      {children}
    </Shell>
  );
}
