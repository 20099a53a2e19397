"use client";
import dynamic from "next/dynamic";
import type { DrawnChartsProps, DrawnMetricsProps } from "./drawn-charts";

/** The library that draws is loaded with a job's page only, after all else. */
const DrawnCharts = dynamic(() => import("./drawn-charts").then((module) => module.DrawnCharts), {
  ssr: false,
  loading: () => <div className="h-96" />,
});

const DrawnMetrics = dynamic(() => import("./drawn-charts").then((module) => module.DrawnMetrics), {
  ssr: false,
  loading: () => <div className="h-44" />,
});

export function LazyMetricCharts(props: DrawnMetricsProps) {
  return (
    <div className="min-h-44">
      <DrawnMetrics {...props} />
    </div>
  );
}

export function LazyCharts(props: DrawnChartsProps) {
  return (
    <div className="min-h-96">
      <DrawnCharts {...props} />
    </div>
  );
}
