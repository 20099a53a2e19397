import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";

/** How a figure moved against the equal period before. `good` says which way is the better one; null: neither. */
export function ChangeWords(props: { change: number | null; told: string; good: "up" | "down" | null }) {
  const { change, told, good } = props;
  const t = useTranslations("job");
  if (change === null || change === 0) return null;
  const direction = change > 0 ? "up" : "down";
  const Icon = change > 0 ? ArrowUp : ArrowDown;
  const tone =
    good === null ? "text-muted-foreground" : good === direction ? "text-status-success" : "text-status-failed";
  return (
    <span
      className={cn("ml-1.5 inline-flex items-center gap-0.5 text-xs font-normal whitespace-nowrap", tone)}
      title={t("against")}
    >
      <Icon aria-hidden className="size-3" />
      <span className="sr-only">{t(`change.${direction}`)} </span>
      {told}
    </span>
  );
}
