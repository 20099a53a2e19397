import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { ScrollBox } from "@/components/ui/scroll-box";
import { reasonWords } from "@/lib/dashboard/reason-words";
import type { CalendarDay, CalendarHour } from "@/lib/dashboard/slot-calendar";
import { HOUR_LOOKS } from "./calendar-looks";

export interface SlotCalendarProps {
  days: readonly CalendarDay[];
  /** The hour whose slots are listed below. */
  chosen: Date | null;
  hrefOf(hour: Date): string;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Days by hours: what was expected, and what became of it. Each cell names itself and leads to its slots. */
export function SlotCalendar({ days, chosen, hrefOf }: SlotCalendarProps) {
  const t = useTranslations("job.calendar");
  const locale = useLocale();
  return (
    <ScrollBox label={t("title")}>
      <table className="w-full min-w-[36rem] table-fixed border-separate border-spacing-0.5 text-[0.6875rem]">
        <thead>
          <tr>
            <th scope="col" className="w-16 text-left font-normal text-muted-foreground">
              {t("utc")}
            </th>
            {HOURS.map((hour) => (
              <th key={hour} scope="col" className="font-normal text-muted-foreground">
                {hour % 3 === 0 ? String(hour).padStart(2, "0") : <span className="sr-only">{hour}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map(({ at, hours }) => (
            <tr key={at.toISOString()}>
              <th scope="row" className="text-left font-normal whitespace-nowrap text-muted-foreground">
                {dayLabel(at, locale)}
              </th>
              {hours.map((hour) => (
                <td key={hour.at.toISOString()} className="h-6 p-0">
                  <HourCell hour={hour} href={hrefOf(hour.at)} isChosen={chosen?.getTime() === hour.at.getTime()} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
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
    </ul>
  );
}

function HourCell({ hour, href, isChosen }: { hour: CalendarHour; href: string; isChosen: boolean }) {
  const told = useHourWords(hour);
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
        "flex h-6 items-center justify-center rounded-xs focus-visible:outline-2 focus-visible:outline-offset-1 focus-visible:outline-ring",
        className,
        isChosen && "ring-2 ring-ring",
      )}
    >
      <Icon aria-hidden className="size-3" />
    </Link>
  );
}

/** "2026-11-21 03:00 UTC: 4 expected, 3 completed, 1 missed (the scheduler was down)". */
function useHourWords({ at, expected, endings, unrecorded, state }: CalendarHour): string {
  const t = useTranslations("job.calendar");
  const words = useTranslations("words");
  const hour = at.toISOString().slice(0, 16).replace("T", " ");
  if (state === "none") return t("nothing", { hour });
  const parts = endings.map(({ status, reason, count }) => {
    const word = words(`state.${status}`).toLowerCase();
    return reason === null
      ? t("ended", { count, state: word })
      : t("endedBecause", { count, state: word, reason: reasonWords(words, reason) });
  });
  const missing = unrecorded > 0 ? [t("unrecorded", { count: unrecorded })] : [];
  return t("cell", { hour, told: [t("expected", { count: expected }), ...parts, ...missing].join(", ") });
}

function dayLabel(at: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "numeric",
    timeZone: "UTC",
  }).format(at);
}
