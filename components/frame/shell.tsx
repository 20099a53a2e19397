import {
  Bell,
  CalendarClock,
  HeartPulse,
  Images,
  LayoutDashboard,
  LogOut,
  Menu,
  ScrollText,
  Settings,
  Siren,
  Timer,
} from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { NavLink, SIDE_BAR_ID, SideBar } from "@/components/frame/nav";
import { LanguagePicker, ThemePicker, ZonePicker } from "@/components/frame/pickers";
import type { Theme } from "@/components/frame/themes";
import {
  ALERTS_PATH,
  HEALTH_PATH,
  JOBS_PATH,
  OVERVIEW_PATH,
  RUNS_PATH,
  SCHEDULE_PATH,
  SETTINGS_PATH,
} from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import type { Messages } from "@/lib/i18n/messages";

interface ShellProps {
  person: ShellPerson;
  theme: Theme;
  /** Opens the command palette; it and its keys live in the browser. */
  palette: ReactNode;
  /** Of packs of jobs. */
  screens: readonly PackScreen[];
  signOut: () => Promise<void>;
  setTheme: (form: FormData) => Promise<void>;
  setLanguage: (form: FormData) => Promise<void>;
  setZone: (form: FormData) => Promise<void>;
  children: ReactNode;
}

/** The frame of every signed-in page: a side bar on wide screens, a top bar with a drawer on narrow ones. */
export function Shell(props: ShellProps) {
  const { person, theme, palette, screens, signOut, setTheme, setLanguage, setZone, children } = props;
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <SkipLink />
      <TopBar />
      <SideBar>
        <Brand />
        {palette}
        <MainNav screens={screens} />
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

const SCREENS = [
  { key: "overview", href: OVERVIEW_PATH, icon: LayoutDashboard, exact: true },
  { key: "jobs", href: JOBS_PATH, icon: Timer, exact: false },
  { key: "runs", href: RUNS_PATH, icon: ScrollText, exact: false },
  { key: "schedule", href: SCHEDULE_PATH, icon: CalendarClock, exact: false },
] as const;

/** After those of the packs. */
const LAST_SCREENS = [
  { key: "alerts", href: ALERTS_PATH, icon: Siren, exact: false },
  { key: "health", href: HEALTH_PATH, icon: HeartPulse, exact: false },
  { key: "settings", href: SETTINGS_PATH, icon: Settings, exact: false },
] as const;

/** A screen about what a pack's jobs work on. */
interface PackScreen {
  path: string;
  icon: keyof typeof PACK_ICONS;
  /** In the person's language. */
  title: string;
}

const PACK_ICONS = { picture: Images };

/** The screens, in the order in which one asks: what is wrong, which job, which run, what it worked on. */
function MainNav({ screens }: { screens: readonly PackScreen[] }) {
  const t = useTranslations("shell");
  const links = (own: readonly (typeof SCREENS | typeof LAST_SCREENS)[number][]) =>
    own.map(({ key, href, icon: Icon, exact }) => (
      <NavLink key={key} href={href} exact={exact}>
        <Icon aria-hidden /> {t(key)}
      </NavLink>
    ));
  return (
    <nav aria-label={t("main")} className="flex flex-col gap-0.5">
      {links(SCREENS)}
      {screens.map(({ path, icon, title }) => {
        const Icon = PACK_ICONS[icon];
        return (
          <NavLink key={path} href={path}>
            <Icon aria-hidden /> {title}
          </NavLink>
        );
      })}
      {links(LAST_SCREENS)}
    </nav>
  );
}

interface ShellPerson {
  email: string;
  role: keyof Messages["shell"]["role"] | null;
}

/** Who looks at the screens, as what, and the way out. */
function SignedInAs({ person, signOut }: { person: ShellPerson; signOut: () => Promise<void> }) {
  const t = useTranslations("shell");
  return (
    <div className="flex items-center gap-2 border-t border-border pt-3">
      <p className="min-w-0 flex-1 px-1 text-xs">
        <span className="block truncate font-medium" title={person.email}>
          {person.email}
        </span>
        <span className="text-muted-foreground">{person.role === null ? t("noRole") : t(`role.${person.role}`)}</span>
      </p>
      <form action={signOut}>
        <Button variant="ghost" size="icon" title={t("signOut", { email: person.email })}>
          <LogOut aria-hidden />
          <span className="sr-only">{t("signOut", { email: person.email })}</span>
        </Button>
      </form>
    </div>
  );
}
