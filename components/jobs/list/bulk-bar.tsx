import Link from "next/link";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { KeptInput, KeptSelect } from "@/components/forms/kept-field";
import { Notice } from "@/components/text/blocks";
import { JOBS_PATH } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Label } from "@/components/ui/field";
import type { BulkAct, BulkRequest } from "@/lib/dashboard/jobs/job-switches";

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

const PAUSE_HOURS = [1, 4, 24, 72];

/** Asks whether what was chosen is meant, and why; nothing has been done yet. */
export function BulkConfirm(props: { request: BulkRequest; action: FormAction; requestKey: string }) {
  const { request, action, requestKey } = props;
  const { act, jobs } = request;
  const t = useTranslations("jobs.bulk");
  if (jobs.length === 0) return <Notice tone="warning">{t("nothingTicked")}</Notice>;
  return (
    <Card aria-labelledby="bulk-title" className="border-primary p-4">
      <h2 id="bulk-title" className="text-sm font-semibold">
        {t(`confirm.${act}`, { count: jobs.length })}
      </h2>
      <p className="mt-1 text-sm wrap-anywhere">{jobs.join(", ")}</p>
      <ActionForm action={action} className="mt-3 flex flex-wrap items-end gap-3">
        <input type="hidden" name="act" value={act} />
        <input type="hidden" name="requestKey" value={requestKey} />
        {jobs.map((name) => (
          <input key={name} type="hidden" name="job" value={name} />
        ))}
        {act !== "run" && act !== "resume" && <Reason />}
        {act === "pause" && <Hours />}
        <SubmitButton variant="primary">{t(`press.${act}`, { count: jobs.length })}</SubmitButton>
        <Button asChild variant="ghost">
          <Link href={JOBS_PATH}>{t("leave")}</Link>
        </Button>
      </ActionForm>
    </Card>
  );
}

function Reason() {
  const t = useTranslations("jobs.bulk");
  return (
    <div className="flex min-w-48 flex-1 flex-col gap-1.5 sm:max-w-80">
      <Label htmlFor="bulk-reason">{t("reason")}</Label>
      <KeptInput id="bulk-reason" name="reason" maxLength={500} autoComplete="off" />
    </div>
  );
}

function Hours() {
  const t = useTranslations("jobs.bulk");
  return (
    <div className="flex flex-col gap-1.5">
      <Label htmlFor="bulk-hours">{t("lasts")}</Label>
      <KeptSelect id="bulk-hours" name="hours" defaultValue="">
        <option value="">{t("untilResumed")}</option>
        {PAUSE_HOURS.map((hours) => (
          <option key={hours} value={hours}>
            {t("hours", { hours })}
          </option>
        ))}
      </KeptSelect>
    </div>
  );
}

/** The boxes stand in the rows, their form beside the table. */
export const BULK_FORM_ID = "bulk";
