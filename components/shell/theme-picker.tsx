import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { THEMES, type Theme } from "@/components/shell/themes";
import { cn } from "@/components/ui/cn";

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
