"use client";
import dynamic from "next/dynamic";
import type { DrawnChartsProps } from "./drawn-charts";

/** The library that draws is loaded with a job's page only, after all else. */
const DrawnCharts = dynamic(() => import("./drawn-charts").then((module) => module.DrawnCharts), {
  ssr: false,
  loading: () => <div className="h-96" />,
});

export function LazyCharts(props: DrawnChartsProps) {
  return (
    <div className="min-h-96">
      <DrawnCharts {...props} />
    </div>
  );
}
