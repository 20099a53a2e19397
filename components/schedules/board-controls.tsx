import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf } from "@/components/shell/href";
import { SCHEDULE_PATH } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Label, Select } from "@/components/ui/field";
import { BOARD_RANGES, type BoardQuery } from "@/lib/dashboard/schedule-board";

/** The address of a view; what is as usual is left out. */
export function boardPath({ range, view, job, cursor }: BoardQuery): string {
  return hrefOf(SCHEDULE_PATH, {
    range: range === "24h" ? null : range,
    view: view === "lanes" ? null : view,
    job,
    cursor,
  });
}

/** Time, view and job of the board: links and a plain GET form. */
export function BoardControls({ query, jobNames }: { query: BoardQuery; jobNames: readonly string[] }) {
  const t = useTranslations("schedule.controls");
  return (
    <div className="flex w-full flex-wrap items-end justify-between gap-x-4 gap-y-3">
      <search aria-label={t("filter")}>
        <form action={SCHEDULE_PATH} className="flex flex-wrap items-end gap-2">
          <Label htmlFor="schedule-job" className="sr-only">
            {t("job")}
          </Label>
          <Select id="schedule-job" name="job" defaultValue={query.job} key={query.job} className="w-48">
            <option value="">{t("allJobs")}</option>
            {jobNames.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
          {query.range !== "24h" && <input type="hidden" name="range" value={query.range} />}
          {query.view !== "lanes" && <input type="hidden" name="view" value={query.view} />}
          <Button type="submit">{t("submit")}</Button>
        </form>
      </search>
      <div className="flex flex-wrap gap-3 text-[0.8125rem]">
        <nav aria-label={t("range")} className="flex gap-1">
          {BOARD_RANGES.map((range) => (
            <ViewLink
              key={range}
              to={{ ...query, range }}
              current={range === query.range}
              label={t(`ranges.${range}`)}
            />
          ))}
        </nav>
        <nav aria-label={t("view")} className="flex gap-1">
          {(["lanes", "list"] as const).map((view) => (
            <ViewLink key={view} to={{ ...query, view }} current={view === query.view} label={t(`views.${view}`)} />
          ))}
        </nav>
      </div>
    </div>
  );
}

function ViewLink({ to, current, label }: { to: BoardQuery; current: boolean; label: string }) {
  return (
    <Link
      href={boardPath(to)}
      aria-current={current ? "true" : undefined}
      className={cn(
        "rounded-md px-2 py-1.5",
        current ? "bg-accent font-medium" : "text-muted-foreground hover:text-foreground",
      )}
    >
      {label}
    </Link>
  );
}
