import { useTranslations } from "next-intl";
import { ChartTable } from "./chart-table";

export interface RatePoint {
  at: Date;
  /** Percent; null where nothing finished. */
  rate: number | null;
  runs: number;
}

const WIDTH = 300;
const HEIGHT = 72;
const PADDING = 4;

/** The success rate day by day as a line of our own SVG, with the same as a table. Days without runs are gaps. */
export function RateLine({ points }: { points: readonly RatePoint[] }) {
  const t = useTranslations("job.rate");
  const words = useTranslations("words");
  const told = points.filter(({ rate }) => rate !== null);
  const latest = told.at(-1)?.rate;
  if (latest === null || latest === undefined) return <p className="text-sm text-muted-foreground">{t("none")}</p>;
  const lowest = Math.min(...told.map(({ rate }) => rate ?? 100));
  return (
    <div className="flex flex-col gap-2">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("label", { latest, lowest })}
        className="h-18 w-full"
        preserveAspectRatio="none"
      >
        <Guide percent={95} />
        <Guide percent={80} />
        <path
          d={linePath(points)}
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

function Guide({ percent }: { percent: number }) {
  const y = yOf(percent);
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
function linePath(points: readonly RatePoint[]): string {
  const step = WIDTH / Math.max(1, points.length - 1);
  let joined = false;
  const parts = points.map(({ rate }, index) => {
    const command = rate === null ? "" : `${joined ? "L" : "M"}${round(index * step)} ${yOf(rate)}h0.1`;
    joined = rate !== null;
    return command;
  });
  return parts.join("");
}

const yOf = (percent: number) => round(PADDING + (1 - percent / 100) * (HEIGHT - 2 * PADDING));
const round = (value: number) => Math.round(value * 10) / 10;
