import { useTimeZone, useTranslations } from "next-intl";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { LoadHour } from "@/lib/dashboard/load";
import { exactIn, shownZone } from "@/lib/dashboard/zone";

const BAR = 10;
const GAP = 3;
const HEIGHT = 48;
/** An hour with a run is never drawn as one without. */
const LEAST = 3;

/** Runs by hour, failed ones at the foot of each bar. Nothing is drawn of a day without runs. */
export function LoadStrip({ load }: { load: readonly LoadHour[] }) {
  const t = useTranslations("overview.load");
  const runs = load.reduce((sum, hour) => sum + hour.runs, 0);
  const failures = load.reduce((sum, hour) => sum + hour.failures, 0);
  return (
    <Card aria-labelledby="load-title">
      <CardHeader>
        <CardTitle id="load-title">{t("title")}</CardTitle>
        <span className="text-xs text-muted-foreground">{runs > 0 && t("sum", { runs, failures })}</span>
      </CardHeader>
      <CardContent>
        {runs === 0 ? <p className="text-sm text-muted-foreground">{t("none")}</p> : <Bars load={load} />}
      </CardContent>
    </Card>
  );
}

function Bars({ load }: { load: readonly LoadHour[] }) {
  const t = useTranslations("overview.load");
  const zone = shownZone(useTimeZone(), undefined);
  const most = Math.max(...load.map(({ runs }) => runs));
  const heightOf = (count: number) => (count === 0 ? 0 : Math.max(LEAST, (count / most) * HEIGHT));
  const clockOf = (hour: Date) => exactIn(hour, zone).slice(11, 16);
  const [first, last] = [load[0], load.at(-1)];
  return (
    <>
      <svg
        role="img"
        aria-label={t("title")}
        viewBox={`0 0 ${load.length * (BAR + GAP) - GAP} ${HEIGHT + 1}`}
        preserveAspectRatio="none"
        className="h-14 w-full"
      >
        {load.map(({ hour, runs, failures }, index) => {
          const [x, all, bad] = [index * (BAR + GAP), heightOf(runs), heightOf(failures)];
          return (
            <g key={hour.toISOString()}>
              <title>{t("hour", { at: clockOf(hour), runs, failures })}</title>
              <rect x={x} y={0} width={BAR} height={HEIGHT + 1} className="fill-transparent" />
              <rect x={x} y={HEIGHT} width={BAR} height={1} className="fill-border" />
              <rect x={x} y={HEIGHT - all} width={BAR} height={all} className="fill-status-running/60" />
              <rect x={x} y={HEIGHT - bad} width={BAR} height={bad} className="fill-status-failed" />
            </g>
          );
        })}
      </svg>
      <p aria-hidden className="mt-1 flex justify-between text-xs text-muted-foreground">
        <span>{first && clockOf(first.hour)}</span>
        <span>{last && `${clockOf(last.hour)} ${zone}`}</span>
      </p>
    </>
  );
}
