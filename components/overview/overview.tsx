import { CircleCheck, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTimeZone, useTranslations } from "next-intl";
import { ProgressBar, StatusBadge } from "@/components/runs/run-parts";
import { Elapsed } from "@/components/text/elapsed";
import { jobPath, runPath } from "@/components/text/paths";
import { ExactTime, Time } from "@/components/text/time";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import type { LoadHour, Overview, RunningNow } from "@/lib/dashboard/overview/overview";
import type { NextRun } from "@/lib/dashboard/schedules/coming-schedules";
import { exactIn, shownZone } from "@/lib/dashboard/words/zone";

/** How things stand, in one sentence. */
export function StateSentence({ overview }: { overview: Overview }) {
  const { troubled, standstill, totalJobs, lastSuccess } = overview;
  const t = useTranslations("overview");
  const isCalm = troubled.length === 0 && standstill === null;
  const counts = { count: troubled.length, total: totalJobs };
  const Icon = isCalm ? CircleCheck : TriangleAlert;
  return (
    <div className="flex items-start gap-3">
      <Icon
        aria-hidden
        className={cn("mt-0.5 size-6 shrink-0", isCalm ? "text-status-success" : "text-status-warning")}
      />
      <div>
        <p className="text-lg font-semibold tracking-tight">
          {isCalm ? t("calm", counts) : t(standstill ? "standstill" : "trouble", counts)}
        </p>
        {lastSuccess && (
          <p className="text-sm text-muted-foreground">
            {t.rich("lastSuccess", { job: lastSuccess.jobName, time: () => <Time at={lastSuccess.at} /> })}
          </p>
        )}
      </div>
    </div>
  );
}

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

/** What starts next, with the exact instant. */
export function NextRunsCard({ runs }: { runs: readonly NextRun[] }) {
  const t = useTranslations("overview.next");
  return (
    <Card aria-labelledby="next-title">
      <CardHeader>
        <CardTitle id="next-title">{t("title")}</CardTitle>
      </CardHeader>
      {runs.length === 0 ? (
        <CardContent className="text-sm text-muted-foreground">{t("none")}</CardContent>
      ) : (
        <ol className="divide-y divide-border text-sm">
          {runs.map(({ scheduleId, jobName, at, zone }) => (
            <li
              key={`${scheduleId} ${at.toISOString()}`}
              className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-0.5 px-4 py-2"
            >
              <Link href={jobPath(jobName)} className="min-w-0 truncate underline-offset-2 hover:underline">
                {jobName}
              </Link>
              <span className="flex items-baseline gap-3 text-xs text-muted-foreground">
                <span className="text-foreground">
                  <Time at={at} zone={zone} />
                </span>
                <ExactTime at={at} zone={zone} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

/** What runs now, for how long, how far it is, and when it should be done. */
export function RunningNowCard({ running }: { running: readonly RunningNow[] }) {
  const t = useTranslations("overview.running");
  return (
    <Card aria-labelledby="running-title">
      <CardHeader>
        <CardTitle id="running-title">{t("title")}</CardTitle>
      </CardHeader>
      {running.length === 0 ? (
        <CardContent className="text-sm text-muted-foreground">{t("none")}</CardContent>
      ) : (
        <ul className="divide-y divide-border">
          {running.map((run) => (
            <Running key={run.id} run={run} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Running({ run }: { run: RunningNow }) {
  const t = useTranslations("overview.running");
  const isLate = run.expectedEnd !== null && run.expectedEnd < new Date();
  return (
    <li className="flex flex-col gap-1.5 px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StatusBadge state="started" stopping={run.stopping} />
        <Link href={runPath(run.id)} className="font-medium underline-offset-2 hover:underline">
          {run.jobName}
        </Link>
        <span className="ml-auto" title={t("elapsed")}>
          <Elapsed since={run.startedAt.toISOString()} />
        </span>
      </div>
      {run.progress && <ProgressBar progress={run.progress} />}
      {run.expectedEnd && (
        <p className="text-xs text-muted-foreground">
          {isLate ? t("late") : t.rich("ends", { time: () => <Time at={run.expectedEnd} /> })}
        </p>
      )}
    </li>
  );
}
