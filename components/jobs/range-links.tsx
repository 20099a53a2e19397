import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf } from "@/components/shell/href";
import { cn } from "@/components/ui/cn";

const RANGES = [1, 7, 30, 90];

/** The window of a job's statistics, as links. */
export function RangeLinks({ path, days }: { path: string; days: number }) {
  const t = useTranslations("job");
  return (
    <nav aria-label={t("range")} className="flex gap-1 text-[0.8125rem]">
      {RANGES.map((range) => (
        <Link
          key={range}
          href={hrefOf(path, { days: range === 30 ? null : range })}
          aria-current={range === days ? "true" : undefined}
          className={cn(
            "rounded-md px-2 py-1",
            range === days ? "bg-accent font-medium" : "text-muted-foreground hover:text-foreground",
          )}
        >
          {range === 1 ? t("day") : t("days", { days: range })}
        </Link>
      ))}
    </nav>
  );
}
