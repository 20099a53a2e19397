import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { hrefOf } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { Input, Label } from "@/components/ui/field";
import { DEFAULT_DAYS, type JobPast, type Range } from "@/lib/dashboard/jobs/job-overview";
import { changeOf, type RunStats } from "@/lib/dashboard/runs/run-stats";
import { formatDuration } from "@/lib/dashboard/words/duration";
import { SuccessRate } from "../list/job-state-badge";

/** A job's figures over a range that can be changed. */
export function StatisticsCard({ past, before, ...range }: Pick<JobPast, "past" | "before"> & RangeLinksProps) {
  const t = useTranslations("job");
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("statistics")}</CardTitle>
        <RangeLinks {...range} />
      </CardHeader>
      <CardContent>
        <HistoryStats stats={past.stats} before={before} />
      </CardContent>
    </Card>
  );
}

/** A job's statistics over a window, with the change against the equal period before it. */
function HistoryStats({ stats, before }: { stats: RunStats; before: RunStats | null }) {
  const t = useTranslations("job.figures");
  const words = useTranslations("words");
  const duration = (ms: number | null) => (ms === null ? words("none") : formatDuration(words, ms));
  const figures: { label: string; value: ReactNode }[] = [
    { label: t("success"), value: <RateWithChange stats={stats} before={before} /> },
    { label: t("finished"), value: <CountWithChange now={stats.totalRuns} before={before?.totalRuns} good={null} /> },
    { label: t("failed"), value: <CountWithChange now={stats.failedRuns} before={before?.failedRuns} good="down" /> },
    { label: t("skipped"), value: words("number", { value: stats.skippedRuns }) },
    { label: t("missed"), value: <CountWithChange now={stats.missedRuns} before={before?.missedRuns} good="down" /> },
    { label: t("average"), value: <AverageWithChange stats={stats} before={before} /> },
    { label: t("p50"), value: duration(stats.p50) },
    { label: t("p95"), value: duration(stats.p95) },
    { label: t("lastSuccess"), value: <Time at={stats.lastSuccess} /> },
    { label: t("lastFailure"), value: <Time at={stats.lastFailure} /> },
  ];
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
        {figures.map(({ label, value }) => (
          <div key={label} className="first:col-span-2">
            <dt className="text-xs text-muted-foreground">{label}</dt>
            <dd className="mt-0.5 text-sm font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      {stats.percentileRuns > 0 && (
        <p className="mt-3 text-xs text-muted-foreground">{t("percentilesOf", { runs: stats.percentileRuns })}</p>
      )}
    </>
  );
}

interface Compared {
  stats: RunStats;
  before: RunStats | null;
}

function RateWithChange({ stats, before }: Compared) {
  const t = useTranslations("job");
  const change = changeOf(stats.successRate, before?.successRate);
  return (
    <>
      <SuccessRate stats={stats} />
      <ChangeWords change={change} told={t("points", { points: Math.abs(change ?? 0) })} good="up" />
    </>
  );
}

function CountWithChange(props: { now: number; before: number | undefined; good: "down" | null }) {
  const { now, before, good } = props;
  const words = useTranslations("words");
  const change = changeOf(now, before);
  return (
    <>
      {words("number", { value: now })}
      <ChangeWords change={change} told={words("number", { value: Math.abs(change ?? 0) })} good={good} />
    </>
  );
}

function AverageWithChange({ stats, before }: Compared) {
  const words = useTranslations("words");
  const change = changeOf(stats.avgDuration, before?.avgDuration);
  if (stats.avgDuration === null) return words("none");
  return (
    <>
      {formatDuration(words, stats.avgDuration)}
      <ChangeWords change={change} told={formatDuration(words, Math.abs(change ?? 0))} good="down" />
    </>
  );
}

/** How a figure moved against the equal period before. `good` says which way is the better one; null: neither. */
function ChangeWords(props: { change: number | null; told: string; good: "up" | "down" | null }) {
  const { change, told, good } = props;
  const t = useTranslations("job");
  if (change === null || change === 0) return null;
  const direction = change > 0 ? "up" : "down";
  const Icon = change > 0 ? ArrowUp : ArrowDown;
  const tone =
    good === null ? "text-muted-foreground" : good === direction ? "text-status-success" : "text-status-failed";
  return (
    <span
      className={cn("ml-1.5 inline-flex items-center gap-0.5 text-xs font-normal whitespace-nowrap", tone)}
      title={t("against")}
    >
      <Icon aria-hidden className="size-3" />
      <span className="sr-only">{t(`change.${direction}`)} </span>
      {told}
    </span>
  );
}

const RANGES = [1, 7, 30, 90];

interface RangeLinksProps {
  path: string;
  /** What else the address says and keeps. */
  view?: Record<string, string>;
  range: Range;
}

/** The window of a job's statistics: links for the usual ones, and a plain GET form for any other. */
function RangeLinks({ path, view = {}, range }: RangeLinksProps) {
  const t = useTranslations("job");
  const shown = range.from ? null : range.days;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <nav aria-label={t("range")} className="flex gap-1 text-[0.8125rem]">
        {RANGES.map((days) => (
          <Link
            key={days}
            href={hrefOf(path, { ...view, days: days === DEFAULT_DAYS ? null : days })}
            scroll={false}
            aria-current={days === shown ? "true" : undefined}
            className={cn(
              "rounded-md px-2 py-1",
              days === shown ? "bg-accent font-medium" : "text-muted-foreground hover:text-foreground",
            )}
          >
            {days === 1 ? t("day") : t("days", { days })}
          </Link>
        ))}
      </nav>
      <details className="text-[0.8125rem]" open={shown === null}>
        <summary className="cursor-pointer rounded-md px-2 py-1 text-muted-foreground hover:text-foreground">
          {t("otherRange")}
        </summary>
        <form action={path} className="mt-2 flex flex-wrap items-end gap-2">
          {Object.entries(view).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Bound id="range-from" name="from" label={t("from")} value={range.from} />
          <Bound id="range-to" name="to" label={t("to")} value={range.to} />
          <Button type="submit" size="sm" className="h-9">
            {t("show")}
          </Button>
        </form>
      </details>
    </div>
  );
}

function Bound({ id, name, label, value }: { id: string; name: string; label: string; value: Date | undefined }) {
  return (
    <div className="flex flex-col gap-1">
      <Label htmlFor={id} className="text-xs text-muted-foreground">
        {label}
      </Label>
      <Input
        id={id}
        name={name}
        type="datetime-local"
        required={name === "from"}
        defaultValue={value?.toISOString().slice(0, 16)}
        className="w-52"
      />
    </div>
  );
}
