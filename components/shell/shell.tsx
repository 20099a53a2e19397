import { Bell, Menu } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LanguagePicker } from "@/components/shell/language-picker";
import { MainNav } from "@/components/shell/main-nav";
import { OVERVIEW_PATH } from "@/components/shell/paths";
import { SIDE_BAR_ID, SideBar } from "@/components/shell/side-bar";
import { type ShellPerson, SignedInAs } from "@/components/shell/signed-in-as";
import { ThemePicker } from "@/components/shell/theme-picker";
import type { Theme } from "@/components/shell/themes";
import { ZonePicker } from "@/components/shell/zone-picker";
import { Button } from "@/components/ui/button";

export interface ShellProps {
  person: ShellPerson;
  theme: Theme;
  /** Opens the command palette; it and its keys live in the browser. */
  palette: ReactNode;
  signOut: () => Promise<void>;
  setTheme: (form: FormData) => Promise<void>;
  setLanguage: (form: FormData) => Promise<void>;
  setZone: (form: FormData) => Promise<void>;
  children: ReactNode;
}

/** The frame of every signed-in page: a side bar on wide screens, a top bar with a drawer on narrow ones. */
export function Shell({ person, theme, palette, signOut, setTheme, setLanguage, setZone, children }: ShellProps) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <SkipLink />
      <TopBar />
      <SideBar>
        <Brand />
        {palette}
        <MainNav />
        <div className="mt-auto flex flex-col items-start gap-2 pt-4">
          <ZonePicker setZone={setZone} />
          <div className="flex flex-wrap gap-2">
            <ThemePicker theme={theme} setTheme={setTheme} />
            <LanguagePicker setLanguage={setLanguage} />
          </div>
        </div>
        <SignedInAs person={person} signOut={signOut} />
      </SideBar>
      <main id="main" className="mx-auto w-full max-w-[96rem] min-w-0 px-4 py-5 sm:px-6 lg:py-7">
        {children}
      </main>
    </div>
  );
}

function SkipLink() {
  const t = useTranslations("shell");
  return (
    <a
      href="#main"
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-20 focus:rounded-md focus:bg-card focus:px-3 focus:py-2"
    >
      {t("skip")}
    </a>
  );
}

function TopBar() {
  const t = useTranslations("shell");
  return (
    <header className="sticky top-0 z-10 flex items-center gap-2 border-b border-border bg-card px-3 py-2 lg:hidden">
      <Button variant="ghost" size="icon" type="button" popoverTarget={SIDE_BAR_ID}>
        <Menu aria-hidden />
        <span className="sr-only">{t("menu")}</span>
      </Button>
      <Brand />
    </header>
  );
}

function Brand() {
  return (
    <Link href={OVERVIEW_PATH} className="flex items-center gap-2 self-start rounded-md lg:px-2.5">
      <span aria-hidden className="grid size-7 place-items-center rounded-md bg-primary text-primary-foreground">
        <Bell className="size-4" />
      </span>
      <span className="font-semibold tracking-tight">Belfry</span>
    </Link>
  );
}
