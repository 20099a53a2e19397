import { useTranslations } from "next-intl";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { JobPast } from "@/lib/dashboard/job-past";
import { HistoryStats } from "./history-stats";
import { RangeLinks, type RangeLinksProps } from "./range-links";

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
