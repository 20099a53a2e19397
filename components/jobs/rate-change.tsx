import { ArrowDownRight, ArrowRight, ArrowUpRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";

/** How a success rate moved against the equal period before, in percentage points; nothing where there is none. */
export function RateChange({ change, days }: { change: number | null; days: number }) {
  const t = useTranslations("jobs");
  if (change === null) return null;
  const Icon = change === 0 ? ArrowRight : change > 0 ? ArrowUpRight : ArrowDownRight;
  const tone = change === 0 ? "text-muted-foreground" : change > 0 ? "text-status-success" : "text-status-failed";
  return (
    <span
      title={t("changeAgainst", { days })}
      className={cn("inline-flex items-center gap-0.5 text-xs font-normal whitespace-nowrap", tone)}
    >
      <Icon aria-hidden className="size-3.5" />
      {t("change", { change })}
    </span>
  );
}
