import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf } from "@/components/shell/href";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Input, Label } from "@/components/ui/field";
import { DEFAULT_DAYS, type Range } from "@/lib/dashboard/job-past";

const RANGES = [1, 7, 30, 90];

export interface RangeLinksProps {
  path: string;
  /** What else the address says and keeps. */
  view?: Record<string, string>;
  range: Range;
}

/** The window of a job's statistics: links for the usual ones, and a plain GET form for any other. */
export function RangeLinks({ path, view = {}, range }: RangeLinksProps) {
  const t = useTranslations("job");
  const shown = range.from ? null : range.days;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <nav aria-label={t("range")} className="flex gap-1 text-[0.8125rem]">
        {RANGES.map((days) => (
          <Link
            key={days}
            href={hrefOf(path, { ...view, days: days === DEFAULT_DAYS ? null : days })}
            scroll={false}
            aria-current={days === shown ? "true" : undefined}
            className={cn(
              "rounded-md px-2 py-1",
              days === shown ? "bg-accent font-medium" : "text-muted-foreground hover:text-foreground",
            )}
          >
            {days === 1 ? t("day") : t("days", { days })}
          </Link>
        ))}
      </nav>
      <details className="text-[0.8125rem]" open={shown === null}>
        <summary className="cursor-pointer rounded-md px-2 py-1 text-muted-foreground hover:text-foreground">
          {t("otherRange")}
        </summary>
        <form action={path} className="mt-2 flex flex-wrap items-end gap-2">
          {Object.entries(view).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Bound id="range-from" name="from" label={t("from")} value={range.from} />
          <Bound id="range-to" name="to" label={t("to")} value={range.to} />
          <Button type="submit" size="sm" className="h-9">
            {t("show")}
          </Button>
        </form>
      </details>
    </div>
  );
}

function Bound({ id, name, label, value }: { id: string; name: string; label: string; value: Date | undefined }) {
  return (
    <div className="flex flex-col gap-1">
      <Label htmlFor={id} className="text-xs text-muted-foreground">
        {label}
      </Label>
      <Input
        id={id}
        name={name}
        type="datetime-local"
        required={name === "from"}
        defaultValue={value?.toISOString().slice(0, 16)}
        className="w-52"
      />
    </div>
  );
}
