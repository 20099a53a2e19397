import { Monitor, Moon, Sun } from "lucide-react";
import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { MyZoneButton } from "@/components/frame/my-zone-button";
import { THEMES, type Theme } from "@/components/frame/themes";
import { cn } from "@/components/ui/cn";
import { choiceOf, ZONE_CHOICES } from "@/lib/dashboard/words/zone";
import { LOCALE_NAMES, LOCALES } from "@/lib/i18n/locales";

/** A button for each language, named in that language. Like the theme it is a form and a cookie. */
export function LanguagePicker({ setLanguage }: { setLanguage: (form: FormData) => Promise<void> }) {
  const t = useTranslations("shell");
  const current = useLocale();
  return (
    <form action={setLanguage} className="flex">
      <fieldset className="flex rounded-md border border-border p-0.5">
        <legend className="sr-only">{t("language")}</legend>
        {LOCALES.map((locale) => (
          <button
            key={locale}
            type="submit"
            name="locale"
            value={locale}
            lang={locale}
            aria-pressed={locale === current}
            className={cn(
              "h-6 cursor-pointer rounded-sm px-2 text-xs whitespace-nowrap focus-visible:outline-2 focus-visible:outline-ring",
              locale === current ? "bg-accent text-foreground" : "text-muted-foreground hover:text-foreground",
            )}
          >
            {LOCALE_NAMES[locale]}
          </button>
        ))}
      </fieldset>
    </form>
  );
}

const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** Three buttons of one form: the choice is a cookie that the server reads, so no page ever flashes. */
export function ThemePicker({ theme, setTheme }: { theme: Theme; setTheme: (form: FormData) => Promise<void> }) {
  const t = useTranslations("shell");
  return (
    <form action={setTheme} className="flex">
      <fieldset className="flex rounded-md border border-border p-0.5">
        <legend className="sr-only">{t("theme")}</legend>
        {THEMES.map((choice) => {
          const Icon = ICONS[choice];
          return (
            <button
              key={choice}
              type="submit"
              name="theme"
              value={choice}
              aria-pressed={theme === choice}
              title={t(`themes.${choice}`)}
              className={cn(
                "grid h-6 w-7 cursor-pointer place-items-center rounded-sm focus-visible:outline-2 focus-visible:outline-ring",
                theme === choice ? "bg-accent text-foreground" : "text-muted-foreground hover:text-foreground",
              )}
            >
              <Icon aria-hidden className="size-3.5" />
              <span className="sr-only">{t(`themes.${choice}`)}</span>
            </button>
          );
        })}
      </fieldset>
    </form>
  );
}

/** Where instants are shown: UTC, the zone of each job, or the person's own. Like the theme it is a form and a cookie. */
export function ZonePicker({ setZone }: { setZone: (form: FormData) => Promise<void> }) {
  const t = useTranslations("shell");
  const current = choiceOf(useTimeZone() ?? "UTC");
  return (
    <form action={setZone} className="flex">
      <fieldset className="flex rounded-md border border-border p-0.5">
        <legend className="sr-only">{t("zone")}</legend>
        {ZONE_CHOICES.map((choice) => {
          const look = {
            "aria-pressed": choice === current,
            title: t(`zoneHints.${choice}`),
            className: cn(
              "h-6 cursor-pointer rounded-sm px-2 text-xs whitespace-nowrap focus-visible:outline-2 focus-visible:outline-ring disabled:cursor-default disabled:opacity-70",
              choice === current ? "bg-accent text-foreground" : "text-muted-foreground hover:text-foreground",
            ),
          };
          if (choice === "mine") return <MyZoneButton key={choice} {...look} label={t("zones.mine")} />;
          return (
            <button key={choice} type="submit" name="zone" value={choice} {...look}>
              {t(`zones.${choice}`)}
            </button>
          );
        })}
      </fieldset>
    </form>
  );
}
