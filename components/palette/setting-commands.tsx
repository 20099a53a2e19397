"use client";

import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { THEMES } from "@/components/shell/themes";
import { ZONE_CHOICES } from "@/lib/dashboard/zone";
import { LOCALE_NAMES, LOCALES } from "@/lib/i18n/locales";
import type { PaletteData } from "./palette-data";
import { PaletteGroup, PaletteItem } from "./palette-item";

type Choices = Pick<PaletteData, "setZone" | "setTheme" | "setLanguage">;

/** Zone, theme and language: the same actions as the buttons of the side bar. */
export function SettingCommands({ setZone, setTheme, setLanguage, onDone }: Choices & { onDone: () => void }) {
  const t = useTranslations("client.palette");
  const [, startTransition] = useTransition();
  const choose = (set: Choices["setZone"], name: string, value: string) => () => {
    const form = new FormData();
    form.set(name, value);
    onDone();
    startTransition(() => set(form));
  };
  return (
    <PaletteGroup heading={t("settings")}>
      {ZONE_CHOICES.map((zone) => (
        <PaletteItem key={zone} onSelect={choose(setZone, "zone", zone === "mine" ? ownZone() : zone)}>
          {t(`zones.${zone}`)}
        </PaletteItem>
      ))}
      {THEMES.map((theme) => (
        <PaletteItem key={theme} onSelect={choose(setTheme, "theme", theme)}>
          {t(`themes.${theme}`)}
        </PaletteItem>
      ))}
      {LOCALES.map((locale) => (
        <PaletteItem key={locale} onSelect={choose(setLanguage, "locale", locale)}>
          {t("speak", { language: LOCALE_NAMES[locale] })}
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
