import Link from "next/link";
import { useTranslations } from "next-intl";
import { ProgressBar, StatusBadge } from "@/components/runs/run-parts";
import { RUNS_PATH, runPath } from "@/components/text/paths";
import type { RunningJob } from "@/lib/dashboard/jobs/jobs";
import { formatDuration } from "@/lib/dashboard/words/duration";

/**
 * What runs now. It is always there and always of one height: the list below must not move when a run begins or ends.
 */
export function RunningStrip({ running }: { running: readonly RunningJob[] }) {
  const t = useTranslations("jobs.running");
  const words = useTranslations("words");
  const [first, ...others] = running;
  return (
    <section
      aria-label={t("title")}
      className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 rounded-lg border border-border bg-card px-4 py-2 text-sm shadow-xs"
    >
      {first === undefined && <p className="text-muted-foreground">{t("none")}</p>}
      {first && (
        <>
          <StatusBadge state="started" stopping={first.stopping} />
          <Link href={runPath(first.id)} className="font-medium underline-offset-2 hover:underline">
            {first.jobName}
          </Link>
          <span className="text-muted-foreground">
            {t("since", { duration: formatDuration(words, first.duration) })}
          </span>
          {first.progress && (
            <div className="w-full max-w-64 sm:ml-auto">
              <ProgressBar progress={first.progress} />
            </div>
          )}
          {others.length > 0 && (
            <Link href={`${RUNS_PATH}?status=started`} className="text-primary underline-offset-2 hover:underline">
              {t("more", { count: others.length })}
            </Link>
          )}
        </>
      )}
    </section>
  );
}
