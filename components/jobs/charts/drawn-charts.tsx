"use client";
import type { ReactNode } from "react";
import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";

type Outcome = "completed" | "partial" | "failed" | "notRun";
type Percentile = "p50" | "p95";

export interface DrawnChartsProps {
  points: ({ label: string } & Record<Outcome, number> & Record<Percentile, number | null>)[];
  labels: Record<Outcome | Percentile, string>;
  /** Of the durations, as it stands beside a number. */
  unit: string;
  /** What each chart is called. */
  names: { outcomes: string; durations: string };
}

const OUTCOMES: Record<Outcome, string> = {
  completed: "var(--status-success)",
  partial: "var(--status-warning)",
  failed: "var(--status-failed)",
  notRun: "var(--status-idle)",
};
const AXIS = { stroke: "var(--border)", tick: { fill: "var(--muted-foreground)", fontSize: 11 }, tickLine: false };
const TOOLTIP = {
  contentStyle: {
    background: "var(--card)",
    border: "1px solid var(--border)",
    borderRadius: 6,
    color: "var(--foreground)",
    fontSize: 12,
  },
  cursor: { fill: "var(--accent)", stroke: "var(--border)" },
};
const LEGEND = { iconSize: 9, wrapperStyle: { fontSize: 12 } };
const MARGIN = { top: 4, right: 8, bottom: 0, left: -12 };

/** Outcomes as stacked bars and durations as lines, over the same time. */
export function DrawnCharts({ points, labels, unit, names }: DrawnChartsProps) {
  return (
    <div className="flex flex-col gap-4">
      <Drawn name={names.outcomes}>
        <BarChart data={points} margin={MARGIN} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--border)" />
          <XAxis dataKey="label" {...AXIS} minTickGap={40} />
          <YAxis allowDecimals={false} {...AXIS} />
          <Tooltip {...TOOLTIP} />
          <Legend {...LEGEND} />
          {(Object.keys(OUTCOMES) as Outcome[]).map((outcome) => (
            <Bar
              key={outcome}
              dataKey={outcome}
              name={labels[outcome]}
              stackId="outcomes"
              fill={OUTCOMES[outcome]}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </Drawn>
      <Drawn name={names.durations}>
        <LineChart data={points} margin={MARGIN} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--border)" />
          <XAxis dataKey="label" {...AXIS} minTickGap={40} />
          <YAxis unit={` ${unit}`} width={72} {...AXIS} />
          <Tooltip {...TOOLTIP} formatter={(value) => `${Math.round(Number(value) * 100) / 100} ${unit}`} />
          <Legend {...LEGEND} />
          <Line
            dataKey="p50"
            name={labels.p50}
            stroke="var(--primary)"
            strokeWidth={2}
            dot={{ r: 2 }}
            connectNulls
            isAnimationActive={false}
          />
          <Line
            dataKey="p95"
            name={labels.p95}
            stroke="var(--status-warning)"
            strokeWidth={2}
            strokeDasharray="5 4"
            dot={{ r: 2, strokeDasharray: "none" }}
            connectNulls
            isAnimationActive={false}
          />
        </LineChart>
      </Drawn>
    </div>
  );
}

export interface DrawnMetricsProps {
  /** Oldest point first. */
  series: { name: string; points: { label: string; value: number }[] }[];
}

/** One line for each metric: they share neither a unit nor a scale. */
export function DrawnMetrics({ series }: DrawnMetricsProps) {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {series.map(({ name, points }) => (
        <Drawn key={name} name={name}>
          <LineChart data={points} margin={MARGIN} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--border)" />
            <XAxis dataKey="label" {...AXIS} minTickGap={40} />
            <YAxis width={72} {...AXIS} />
            <Tooltip {...TOOLTIP} />
            <Line
              dataKey="value"
              name={name}
              stroke="var(--primary)"
              strokeWidth={2}
              dot={{ r: 2 }}
              isAnimationActive={false}
            />
          </LineChart>
        </Drawn>
      ))}
    </div>
  );
}

function Drawn({ name, children }: { name: string; children: ReactNode }) {
  return (
    <figure>
      <figcaption className="mb-1 text-xs font-medium text-muted-foreground">{name}</figcaption>
      <div role="img" aria-label={name} className="h-44">
        <ResponsiveContainer width="100%" height="100%">
          {children}
        </ResponsiveContainer>
      </div>
    </figure>
  );
}
