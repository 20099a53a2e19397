import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import type { UptimeDay } from "@/lib/dashboard/uptime";

const WIDTH = 4;
const GAP = 1.5;
const HEIGHT = 28;

type Look = "well" | "shaky" | "down" | "unknown";

const COLOURS: Record<Look, string> = {
  well: "fill-status-success",
  shaky: "fill-status-warning",
  down: "fill-status-failed",
  unknown: "fill-border",
};
/** A second sign beside colour: the less a day was up, the shorter its bar. */
const HEIGHTS: Record<Look, number> = { well: HEIGHT, shaky: HEIGHT * 0.65, down: HEIGHT * 0.35, unknown: 4 };

/** A bar for each day, oldest on the left; the words say how many were how. */
export function UptimeStrip({ component, days }: { component: string; days: readonly UptimeDay[] }) {
  const t = useTranslations("health.uptime");
  const words = useTranslations("words");
  const looks = days.map((day) => ({ day, look: lookOf(day) }));
  const count = (look: Look) => looks.filter((entry) => entry.look === look).length;
  const told = { component, days: days.length, well: count("well"), bad: count("shaky") + count("down") };
  return (
    <svg
      role="img"
      aria-label={t("strip", told)}
      viewBox={`0 0 ${days.length * (WIDTH + GAP) - GAP} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-7 w-full"
    >
      {looks.map(({ day, look }, index) => (
        <rect
          key={day.day}
          x={index * (WIDTH + GAP)}
          y={HEIGHT - HEIGHTS[look]}
          width={WIDTH}
          height={HEIGHTS[look]}
          rx={1}
          className={cn(COLOURS[look])}
        >
          <title>
            {day.percent === null
              ? t("unknownDay", { day: day.day })
              : t("oneDay", {
                  day: day.day,
                  percent: words("percent", { value: day.percent }),
                  failed: day.checks - day.healthy,
                })}
          </title>
        </rect>
      ))}
    </svg>
  );
}

/** One failed check in a day of 288 is seen; below 95 % the day was bad. */
function lookOf({ percent }: UptimeDay): Look {
  if (percent === null) return "unknown";
  if (percent === 100) return "well";
  return percent >= 95 ? "shaky" : "down";
}
