import { useLocale, useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
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
