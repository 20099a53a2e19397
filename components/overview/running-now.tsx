import Link from "next/link";
import { useTranslations } from "next-intl";
import { ProgressBar } from "@/components/runs/progress-bar";
import { StatusBadge } from "@/components/runs/status-badge";
import { Elapsed } from "@/components/shell/elapsed";
import { runPath } from "@/components/shell/paths";
import { Time } from "@/components/shell/time";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { RunningNow } from "@/lib/dashboard/overview";

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
