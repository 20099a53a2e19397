import { useTranslations } from "next-intl";
import { JOBS_PATH } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import type { BulkAct } from "@/lib/dashboard/bulk-request";
import { BULK_FORM_ID } from "./bulk-form-id";

/** What can be done to the ticked jobs. A plain form: the page then asks whether it is meant. */
export function BulkBar({ acts }: { acts: readonly BulkAct[] }) {
  const t = useTranslations("jobs.bulk");
  if (acts.length === 0) return null;
  return (
    <form id={BULK_FORM_ID} action={JOBS_PATH} aria-label={t("title")} className="flex flex-wrap items-center gap-1.5">
      <span className="text-[0.8125rem] text-muted-foreground">{t("ticked")}</span>
      {acts.map((act) => (
        <Button key={act} type="submit" size="sm" name="act" value={act}>
          {t(`act.${act}`)}
        </Button>
      ))}
    </form>
  );
}
