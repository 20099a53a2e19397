import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf, SCHEDULE_PATH } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Label, Select } from "@/components/ui/field";
import { BOARD_RANGES, type BoardQuery } from "@/lib/dashboard/schedules/schedule-board";
import { BAR_LOOKS } from "./ahead-bars";

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
