import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { requirePage } from "@/lib/http/auth/page-guard";
import { setTheme, signOutAction } from "./shell-actions";
import { readTheme } from "./theme";

/** The frame of /dashboard and /admin. Pages check the session themselves, too: a layout alone guards nothing. */
export async function SignedInLayout({ children }: { children: ReactNode }) {
  const [person, theme] = await Promise.all([requirePage("analytics:view_all"), readTheme()]);
  return (
    <Shell person={person} theme={theme} setTheme={setTheme} signOut={signOutAction}>
      {children}
    </Shell>
  );
}
