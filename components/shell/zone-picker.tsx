import { useTimeZone, useTranslations } from "next-intl";
import { MyZoneButton } from "@/components/shell/my-zone-button";
import { cn } from "@/components/ui/cn";
import { choiceOf, ZONE_CHOICES } from "@/lib/dashboard/zone";

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
