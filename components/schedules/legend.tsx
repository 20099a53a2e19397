import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { BAR_LOOKS } from "./bar-looks";

const SIGNS = {
  ran: BAR_LOOKS.success,
  failed: BAR_LOOKS.failed,
  missed: BAR_LOOKS.warning,
  skipped: BAR_LOOKS.idle,
  expected: "h-3.5 border border-primary bg-primary/35",
  held: "h-2 border border-dashed border-status-idle",
  meets: "h-6 border-2 border-status-warning bg-status-warning-bg",
};

/** What the bars of the lanes mean. */
export function Legend() {
  const t = useTranslations("schedule");
  const kinds = Object.keys(SIGNS) as (keyof typeof SIGNS)[];
  return (
    <ul className="flex flex-wrap items-end gap-x-4 gap-y-1 border-t border-border px-4 py-2.5 text-xs text-muted-foreground">
      {kinds.map((kind) => (
        <li key={kind} className="flex items-center gap-1.5">
          <span className="flex h-7 items-end py-1" aria-hidden>
            <span className={cn("inline-block w-2 rounded-xs", SIGNS[kind].replace("h-7", "h-5"))} />
          </span>
          {t(`legend.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
