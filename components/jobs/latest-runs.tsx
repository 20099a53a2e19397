import Link from "next/link";
import { useTranslations } from "next-intl";
import { RunTable } from "@/components/runs/run-table";
import { Empty } from "@/components/shell/empty";
import { jobTabPath } from "@/components/shell/paths";
import { Card } from "@/components/ui/card";
import type { RunEntry } from "@/lib/dashboard/run-entry";

/** The latest runs of a job's range, and the way to all. */
export function LatestRuns({ name, runs }: { name: string; runs: readonly RunEntry[] }) {
  const t = useTranslations("job");
  return (
    <Card>
      {runs.length > 0 ? (
        <RunTable runs={runs} showJob={false} summary={<Summary name={name} />} />
      ) : (
        <Empty title={t("noRuns")} />
      )}
    </Card>
  );
}

function Summary({ name }: { name: string }) {
  const t = useTranslations("job");
  return (
    <>
      <h2 className="font-semibold text-foreground">{t("latestRuns")}</h2>
      <Link
        href={jobTabPath(name, "runs")}
        className="text-[0.8125rem] text-primary underline-offset-2 hover:underline"
      >
        {t("allRuns")}
      </Link>
    </>
  );
}
