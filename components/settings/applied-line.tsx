import { History } from "lucide-react";
import { useTranslations } from "next-intl";
import { Time } from "@/components/shell/time";
import type { AppliedRetention } from "@/lib/dashboard/retention-pass";

/** When the retention was last applied, and how much went. */
export function AppliedLine({ applied }: { applied: AppliedRetention | null }) {
  const t = useTranslations("settings.retention");
  return (
    <p className="flex items-start gap-2 border-t border-border pt-4 text-sm">
      <History aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      {applied === null ? (
        <span className="text-muted-foreground">{t("never")}</span>
      ) : (
        <span>
          {t("last")} <Time at={applied.at} />: {t("deleted", { runs: applied.runs, logLines: applied.logLines })}
          {!applied.finished && <span className="block text-status-warning">{t("more")}</span>}
        </span>
      )}
    </p>
  );
}
