import {
  CalendarX,
  Check,
  Circle,
  CircleHelp,
  Hourglass,
  type LucideIcon,
  SkipForward,
  TriangleAlert,
  X,
} from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { ScrollBox } from "@/components/ui/scroll-box";
import { lengthOf, type WallHour } from "@/lib/dashboard/forms/wall-hours";
import type { CalendarHour, HourState, SlotCourse, SlotDay } from "@/lib/dashboard/jobs/slot-calendar";
import { reasonWords } from "@/lib/dashboard/words/status-words";
import { wallClock } from "@/lib/dashboard/words/zone";

interface SlotCalendarProps {
  days: readonly SlotDay[];
  /** Of the days and hours. */
  zone: string;
  /** The hour whose slots are listed below. */
  chosen: Date | null;
  hrefOf(hour: Date): string;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Days by hours: what was expected, and what became of it. Each cell names itself and leads to its slots. */
export function SlotCalendar({ days, zone, chosen, hrefOf }: SlotCalendarProps) {
  const t = useTranslations("job.calendar");
  return (
    <ScrollBox label={t("titleIn", { zone })}>
      <table className="w-full min-w-[36rem] table-fixed border-separate border-spacing-0.5 text-[0.6875rem]">
        <thead>
          <tr>
            <th scope="col" className="w-16">
              <span className="sr-only">{t("day")}</span>
            </th>
            {HOURS.map((hour) => (
              <th key={hour} scope="col" className="font-normal text-muted-foreground">
                {hour % 3 === 0 ? String(hour).padStart(2, "0") : <span className="sr-only">{hour}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.date}>
              <DayHead day={day} />
              {HOURS.map((hour) => (
                <td key={hour} className="h-6 p-0 align-top">
                  <div className="flex flex-col gap-0.5">
                    <HourCells hours={day.hours.filter((cell) => cell.hour === hour)} {...{ zone, chosen, hrefOf }} />
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** The day, and how long it is where the clocks change on it. */
function DayHead({ day }: { day: SlotDay }) {
  const t = useTranslations("job.calendar");
  const locale = useLocale();
  const hours = lengthOf(day);
  return (
    <th scope="row" className="h-6 text-left align-top font-normal whitespace-nowrap text-muted-foreground">
      <span className="flex min-h-6 flex-col justify-center">
        {dayLabel(day.date, locale)}
        {hours !== HOURS.length && <span className="font-medium text-foreground">{t("hoursOfDay", { hours })}</span>}
      </span>
    </th>
  );
}

/** One hour of the clocks: mostly one cell, two where it comes twice, none where the clocks skip it. */
function HourCells(props: { hours: readonly CalendarHour[] } & Pick<SlotCalendarProps, "zone" | "chosen" | "hrefOf">) {
  const { hours, zone, chosen, hrefOf } = props;
  const t = useTranslations("job.calendar");
  if (hours.length === 0) {
    return (
      <span title={t("skippedHour")} className="flex h-6 items-center justify-center text-muted-foreground">
        <span aria-hidden>–</span>
        <span className="sr-only">{t("skippedHour")}</span>
      </span>
    );
  }
  return hours.map((hour) => (
    <HourCell
      key={hour.at.toISOString()}
      hour={hour}
      zone={zone}
      href={hrefOf(hour.at)}
      isChosen={chosen?.getTime() === hour.at.getTime()}
    />
  ));
}

/** What each sign stands for. */
export function CalendarLegend() {
  const t = useTranslations("job.calendar");
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted-foreground">
      {(Object.keys(HOUR_LOOKS) as (keyof typeof HOUR_LOOKS)[]).map((state) => {
        const { icon: Icon, className } = HOUR_LOOKS[state];
        return (
          <li key={state} className="flex items-center gap-1.5">
            <span className={cn("flex size-4 items-center justify-center rounded-xs", className)}>
              <Icon aria-hidden className="size-3" />
            </span>
            {t(`state.${state}`)}
          </li>
        );
      })}
      {MARKED.map((by) => (
        <li key={by} className="flex items-center gap-1.5">
          <span className="relative size-4 overflow-hidden rounded-xs border border-border text-foreground">
            <span aria-hidden className={MARKS[by]} />
          </span>
          {t(`mark.${by}`)}
        </li>
      ))}
    </ul>
  );
}

function HourCell(props: { hour: CalendarHour; zone: string; href: string; isChosen: boolean }) {
  const { hour, zone, href, isChosen } = props;
  const told = useHourWords(hour, zone);
  if (hour.state === "none") return <span title={told} className="block h-6 rounded-xs bg-muted/60" />;
  const { icon: Icon, className } = HOUR_LOOKS[hour.state];
  return (
    <Link
      href={href}
      scroll={false}
      prefetch={false}
      aria-label={told}
      aria-current={isChosen ? "true" : undefined}
      title={told}
      className={cn(
        "relative flex h-6 items-center justify-center overflow-hidden rounded-xs focus-visible:outline-2 focus-visible:outline-offset-1 focus-visible:outline-ring",
        className,
        isChosen && "ring-2 ring-ring",
      )}
    >
      <Icon aria-hidden className="size-3" />
      {MARKED.filter((by) => hour.endings.some((ending) => ending.by === by)).map((by) => (
        <span key={by} aria-hidden className={MARKS[by]} />
      ))}
    </Link>
  );
}

/** "2026-11-21 03:00 UTC: 4 expected, 3 completed, 1 missed (the scheduler was down)". */
function useHourWords(cell: CalendarHour, zone: string): string {
  const { expected, endings, unrecorded, state } = cell;
  const t = useTranslations("job.calendar");
  const words = useTranslations("words");
  const hour = useHourName(cell, zone);
  if (state === "none") return t("nothing", { hour });
  const parts = endings.map(({ status, reason, by, count }) => {
    const word = t(`by.${by}`, { state: words(`state.${status}`).toLowerCase() });
    return reason === null
      ? t("ended", { count, state: word })
      : t("endedBecause", { count, state: word, reason: reasonWords(words, reason) });
  });
  const missing = unrecorded > 0 ? [t("unrecorded", { count: unrecorded })] : [];
  return t("cell", { hour, told: [t("expected", { count: expected }), ...parts, ...missing].join(", ") });
}

function dayLabel(date: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "numeric",
    timeZone: "UTC",
  }).format(new Date(date));
}

/** What an hour has beside its look when slots of it did not run by themselves: two signs of different form and place. */
const MARKS: Record<Exclude<SlotCourse, "itself">, string> = {
  backfill: "absolute top-0 right-0 size-2 bg-current [clip-path:polygon(0_0,100%_0,100%_100%)]",
  catch_up: "absolute inset-x-0.5 bottom-0 h-0.5 bg-current",
};
const MARKED = ["backfill", "catch_up"] as const;

/** How an hour looks: ground and sign, so that colour is never alone. */
const HOUR_LOOKS: Record<Exclude<HourState, "none">, { icon: LucideIcon; className: string }> = {
  completed: { icon: Check, className: "bg-status-success-bg text-status-success" },
  partial: { icon: TriangleAlert, className: "bg-status-warning-bg text-status-warning" },
  failed: { icon: X, className: "bg-status-failed-bg text-status-failed" },
  missed: { icon: CalendarX, className: "bg-status-warning-bg text-status-warning" },
  skipped: { icon: SkipForward, className: "bg-status-idle-bg text-status-idle" },
  open: { icon: Hourglass, className: "bg-status-running-bg text-status-running" },
  unknown: { icon: CircleHelp, className: "border border-dashed border-status-warning text-status-warning" },
  ahead: { icon: Circle, className: "border border-border text-muted-foreground" },
};

/** An hour by its begin: "2026-11-01 01:00 America/New_York, the second time". */
export function useHourName({ at, again }: Pick<WallHour, "at" | "again">, zone: string): string {
  const t = useTranslations("job.calendar");
  const hour = `${wallClock(at, zone)} ${zone}`;
  return again ? t("again", { hour }) : hour;
}
