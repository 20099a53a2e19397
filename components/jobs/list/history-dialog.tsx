import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { hrefOf, JOBS_PATH, jobPath } from "@/components/text/paths";
import { Modal } from "@/components/ui/modal";
import type { JobPast, Range } from "@/lib/dashboard/jobs/job-overview";
import { RunCharts } from "../charts/run-charts";
import { LatestRuns } from "../page/error-list";
import { StatisticsCard } from "../page/statistics-card";

export interface HistoryDialogProps extends JobPast {
  name: string;
  /** The address of the list below, without the dialog. */
  list: Record<string, string>;
  range: Range;
  /** What of the address says the range. */
  kept: Record<string, string>;
}

/** A job's past over the list of jobs: figures, charts and runs of a range, as on its page. */
export function HistoryDialog({ name, list, range, kept, past, before, charts, zones }: HistoryDialogProps) {
  const t = useTranslations("jobs");
  const shell = useTranslations("shell");
  return (
    <Modal title={t("history", { job: name })} close={shell("close")} closeHref={hrefOf(JOBS_PATH, list)}>
      <StatisticsCard path={JOBS_PATH} view={{ ...list, history: name }} range={range} past={past} before={before} />
      <RunCharts {...charts} />
      <LatestRuns key={JSON.stringify(kept)} name={name} runs={past.history} zones={zones} />
      <Link
        href={hrefOf(jobPath(name), kept)}
        className="inline-flex items-center gap-1 self-start text-sm text-primary underline-offset-2 hover:underline"
      >
        {t("wholePage")} <ArrowRight aria-hidden className="size-4" />
      </Link>
    </Modal>
  );
}
