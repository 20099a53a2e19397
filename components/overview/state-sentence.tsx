import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Time } from "@/components/shell/time";
import { cn } from "@/components/ui/cn";
import type { Overview } from "@/lib/dashboard/overview";

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
