import { History, Play, ScrollText } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { hrefOf } from "@/components/shell/href";
import { RUNS_PATH, runJobPath } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import type { JobControls } from "./job-table";

/** Run now, history and logs of one job. */
export function JobRowActions({ jobName, controls }: { jobName: string; controls: JobControls }) {
  const t = useTranslations("jobs");
  const named = { job: jobName, hidden: (chunks: ReactNode) => <span className="sr-only">{chunks}</span> };
  return (
    <div className="flex items-center gap-x-0.5 gap-y-1 md:max-2xl:w-28 md:max-2xl:flex-wrap md:justify-end">
      {controls.mayRun && (
        <Button asChild size="sm">
          <Link href={runJobPath(jobName)}>
            <Play aria-hidden />
            <span>{t.rich("runNow", named)}</span>
          </Link>
        </Button>
      )}
      <Button asChild size="icon" variant="ghost" title={t("history", { job: jobName })}>
        <Link href={controls.historyHref(jobName)} scroll={false} prefetch={false}>
          <History aria-hidden />
          <span className="sr-only">{t("history", { job: jobName })}</span>
        </Link>
      </Button>
      <Button asChild size="icon" variant="ghost" title={t("logs", { job: jobName })}>
        <Link href={hrefOf(RUNS_PATH, { job_name: jobName })}>
          <ScrollText aria-hidden />
          <span className="sr-only">{t("logs", { job: jobName })}</span>
        </Link>
      </Button>
    </div>
  );
}
