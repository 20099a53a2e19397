import { Bell, LogOut, ScrollText, Timer } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LanguagePicker } from "@/components/shell/language-picker";
import { NavLink } from "@/components/shell/nav-link";
import { JOBS_PATH, RUNS_PATH } from "@/components/shell/paths";
import { type Theme, ThemePicker } from "@/components/shell/theme-picker";
import { Button } from "@/components/ui/button";
import type { Messages } from "@/lib/i18n/messages";

export interface ShellProps {
  person: { email: string; role: keyof Messages["shell"]["role"] | null };
  theme: Theme;
  signOut: () => Promise<void>;
  setTheme: (form: FormData) => Promise<void>;
  setLanguage: (form: FormData) => Promise<void>;
  children: ReactNode;
}

/** The frame of every signed-in page: a side bar on wide screens, a top bar on narrow ones. */
export function Shell({ person, theme, signOut, setTheme, setLanguage, children }: ShellProps) {
  const t = useTranslations("shell");
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-20 focus:rounded-md focus:bg-card focus:px-3 focus:py-2"
      >
        {t("skip")}
      </a>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-border bg-card px-4 py-2 lg:sticky lg:top-0 lg:h-dvh lg:flex-col lg:flex-nowrap lg:items-stretch lg:gap-5 lg:border-r lg:border-b-0 lg:px-3 lg:py-5">
        <Brand />
        <nav aria-label={t("main")} className="flex gap-1 lg:flex-col">
          <NavLink href={JOBS_PATH}>
            <Timer aria-hidden /> {t("jobs")}
          </NavLink>
          <NavLink href={RUNS_PATH}>
            <ScrollText aria-hidden /> {t("runs")}
          </NavLink>
        </nav>
        <div className="ml-auto flex items-center gap-2 lg:mt-auto lg:ml-0 lg:flex-col lg:items-stretch lg:gap-3">
          <ThemePicker theme={theme} setTheme={setTheme} />
          <LanguagePicker setLanguage={setLanguage} />
          <div className="flex items-center gap-2 lg:border-t lg:border-border lg:pt-3">
            <p className="hidden min-w-0 flex-1 px-1 text-xs lg:block">
              <span className="block truncate font-medium" title={person.email}>
                {person.email}
              </span>
              <span className="text-muted-foreground">
                {person.role === null ? t("noRole") : t(`role.${person.role}`)}
              </span>
            </p>
            <form action={signOut}>
              <Button variant="ghost" size="icon" title={t("signOut", { email: person.email })}>
                <LogOut aria-hidden />
                <span className="sr-only">{t("signOut", { email: person.email })}</span>
              </Button>
            </form>
          </div>
        </div>
      </header>
      <main id="main" className="mx-auto w-full max-w-[88rem] min-w-0 px-4 py-5 sm:px-6 lg:py-7">
        {children}
      </main>
    </div>
  );
}

function Brand() {
  return (
    <Link href={JOBS_PATH} className="flex items-center gap-2 rounded-md lg:px-2.5">
      <span aria-hidden className="grid size-7 place-items-center rounded-md bg-primary text-primary-foreground">
        <Bell className="size-4" />
      </span>
      <span className="font-semibold tracking-tight max-sm:sr-only">Belfry</span>
    </Link>
  );
}
