import { CircleCheck, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import type { ComponentUptime, UptimeDay, UptimeShare } from "@/lib/dashboard/health/uptime";
import { formatDuration } from "@/lib/dashboard/words/duration";

/** Each component's state, latency and uptime, with a bar for each of 90 days. */
export function UptimeList({ components }: { components: readonly ComponentUptime[] }) {
  return (
    <ul className="divide-y divide-border">
      {components.map((component) => (
        <UptimeItem key={component.component} of={component} />
      ))}
    </ul>
  );
}

function UptimeItem({ of: { component, last, latency, day, week, quarter, days } }: { of: ComponentUptime }) {
  const t = useTranslations("health.uptime");
  const words = useTranslations("words");
  const Icon = last.healthy ? CircleCheck : CircleX;
  const inWords = (ms: number | null) => (ms === null ? words("none") : formatDuration(words, ms));
  return (
    <li
      data-component={component}
      className="grid items-center gap-x-6 gap-y-3 px-4 py-3 text-sm lg:grid-cols-[minmax(0,15rem)_minmax(0,1fr)_minmax(0,22rem)]"
    >
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{component}</span>
          <Badge tone={last.healthy ? "success" : "failed"}>
            <Icon aria-hidden /> {t(last.healthy ? "well" : "sick")}
          </Badge>
        </div>
        <p className="mt-0.5 truncate text-xs text-muted-foreground">
          <Time at={last.at} />
          {/* The health check's own words, which are English in every language. */}
          {last.detail && (
            <span lang="en" title={last.detail}>
              {" · "}
              {last.detail}
            </span>
          )}
        </p>
      </div>
      <UptimeStrip component={component} days={days} />
      <dl className="grid grid-cols-4 gap-x-3 text-xs">
        <Figure label={t("day")} value={<Share of={day} />} />
        <Figure label={t("week")} value={<Share of={week} />} />
        <Figure label={t("quarter")} value={<Share of={quarter} />} />
        <Figure
          label={t("latency")}
          value={inWords(latency.p50)}
          title={t("percentiles", { p50: inWords(latency.p50), p95: inWords(latency.p95) })}
        />
      </dl>
    </li>
  );
}

function Figure({ label, value, title }: { label: string; value: ReactNode; title?: string }) {
  return (
    <div className="min-w-0" title={title}>
      <dt className="truncate text-muted-foreground">{label}</dt>
      <dd className="text-sm font-medium tabular-nums">{value}</dd>
    </div>
  );
}

function Share({ of: { percent, checks, healthy } }: { of: UptimeShare }) {
  const t = useTranslations("health.uptime");
  const words = useTranslations("words");
  if (percent === null) return words("none");
  return <span title={t("checks", { healthy, checks })}>{words("percent", { value: percent })}</span>;
}

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
function UptimeStrip({ component, days }: { component: string; days: readonly UptimeDay[] }) {
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
