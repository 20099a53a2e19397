import Link from "next/link";
import { useTranslations } from "next-intl";
import { jobPath } from "@/components/shell/paths";
import { ExactTime, Time } from "@/components/shell/time";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { NextRun } from "@/lib/dashboard/next-runs";

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
