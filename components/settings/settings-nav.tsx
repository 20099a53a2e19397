import { Archive, CirclePause, KeyRound, type LucideIcon, ScrollText, UserRound, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { NavLink } from "@/components/frame/nav";
import {
  API_KEYS_PATH,
  AUDIT_PATH,
  MEMBERS_PATH,
  PAUSE_PATH,
  PROFILE_PATH,
  RETENTION_PATH,
} from "@/components/text/paths";

export type SettingsSection = "profile" | "members" | "apiKeys" | "retention" | "pause" | "auditLog";

const LOOKS: Record<SettingsSection, { href: string; icon: LucideIcon }> = {
  profile: { href: PROFILE_PATH, icon: UserRound },
  members: { href: MEMBERS_PATH, icon: UsersRound },
  apiKeys: { href: API_KEYS_PATH, icon: KeyRound },
  retention: { href: RETENTION_PATH, icon: Archive },
  pause: { href: PAUSE_PATH, icon: CirclePause },
  auditLog: { href: AUDIT_PATH, icon: ScrollText },
};

/** The parts of the settings: beside the page where there is room, else above it. */
export function SettingsNav({ sections }: { sections: readonly SettingsSection[] }) {
  const t = useTranslations("settings");
  return (
    <nav aria-label={t("title")} className="flex flex-wrap gap-1 xl:sticky xl:top-7 xl:flex-col">
      {sections.map((section) => {
        const { href, icon: Icon } = LOOKS[section];
        return (
          <NavLink key={section} href={href}>
            <Icon aria-hidden /> {t(`sections.${section}`)}
          </NavLink>
        );
      })}
    </nav>
  );
}
