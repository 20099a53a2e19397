import { CalendarClock, HeartPulse, LayoutDashboard, ScrollText, Settings, Timer } from "lucide-react";
import { useTranslations } from "next-intl";
import { NavLink } from "@/components/shell/nav-link";
import {
  HEALTH_PATH,
  JOBS_PATH,
  OVERVIEW_PATH,
  RUNS_PATH,
  SCHEDULE_PATH,
  SETTINGS_PATH,
} from "@/components/shell/paths";

const SCREENS = [
  { key: "overview", href: OVERVIEW_PATH, icon: LayoutDashboard, exact: true },
  { key: "jobs", href: JOBS_PATH, icon: Timer, exact: false },
  { key: "runs", href: RUNS_PATH, icon: ScrollText, exact: false },
  { key: "schedule", href: SCHEDULE_PATH, icon: CalendarClock, exact: false },
  { key: "health", href: HEALTH_PATH, icon: HeartPulse, exact: false },
  { key: "settings", href: SETTINGS_PATH, icon: Settings, exact: false },
] as const;

/** The screens, in the order in which one asks: what is wrong, which job, which run. */
export function MainNav() {
  const t = useTranslations("shell");
  return (
    <nav aria-label={t("main")} className="flex flex-col gap-0.5">
      {SCREENS.map(({ key, href, icon: Icon, exact }) => (
        <NavLink key={key} href={href} exact={exact}>
          <Icon aria-hidden /> {t(key)}
        </NavLink>
      ))}
    </nav>
  );
}
