import { useTranslations } from "next-intl";
import { ChartTable } from "./run-charts";

export interface RatePoint {
  at: Date;
  /** Percent; null where nothing finished. */
  rate: number | null;
  runs: number;
}

const WIDTH = 300;
const HEIGHT = 72;
const PADDING = 4;
/** The bottom of the scale, in percent, unless a day was worse: the border of red is in sight. */
const LEAST_SHOWN = 75;

/** The success rate day by day as a line of our own SVG, with the same as a table. Days without runs are gaps. */
export function RateLine({ points }: { points: readonly RatePoint[] }) {
  const t = useTranslations("job.rate");
  const words = useTranslations("words");
  const told = points.filter(({ rate }) => rate !== null);
  const latest = told.at(-1)?.rate;
  if (latest === null || latest === undefined) return <p className="text-sm text-muted-foreground">{t("none")}</p>;
  const lowest = Math.min(...told.map(({ rate }) => rate ?? 100));
  const least = Math.min(LEAST_SHOWN, lowest);
  return (
    <div className="flex flex-col gap-2">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("label", { latest, lowest })}
        className="h-18 w-full"
        preserveAspectRatio="none"
      >
        <Guide y={yOf(95, least)} />
        <Guide y={yOf(80, least)} />
        <path
          d={linePath(points, least)}
          fill="none"
          stroke="currentColor"
          strokeWidth={2}
          strokeLinecap="round"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
          className="text-primary"
        />
      </svg>
      <p className="flex justify-between text-xs text-muted-foreground">
        <span>{t("lowest", { value: lowest })}</span>
        <span>{t("latest", { value: latest })}</span>
      </p>
      <ChartTable
        head={[t("dayColumn"), t("rateColumn"), t("runsColumn")]}
        rows={told.map(({ at, rate, runs }) => [
          at.toISOString().slice(0, 10),
          rate === null ? words("none") : words("percent", { value: rate }),
          words("number", { value: runs }),
        ])}
      />
    </div>
  );
}

function Guide({ y }: { y: number }) {
  return (
    <line
      x1={0}
      x2={WIDTH}
      y1={y}
      y2={y}
      strokeWidth={1}
      strokeDasharray="3 3"
      vectorEffect="non-scaling-stroke"
      className="stroke-border"
    />
  );
}

/** Neighbours are joined; a lone day is a short stroke, so that it can be seen. */
function linePath(points: readonly RatePoint[], least: number): string {
  const step = WIDTH / Math.max(1, points.length - 1);
  let joined = false;
  const parts = points.map(({ rate }, index) => {
    const command = rate === null ? "" : `${joined ? "L" : "M"}${round(index * step)} ${yOf(rate, least)}h0.1`;
    joined = rate !== null;
    return command;
  });
  return parts.join("");
}

const yOf = (percent: number, least: number) =>
  round(PADDING + ((100 - percent) / (100 - least)) * (HEIGHT - 2 * PADDING));
const round = (value: number) => Math.round(value * 10) / 10;
