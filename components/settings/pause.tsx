import { CirclePause, CirclePlay } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { FormField } from "@/components/forms/form-field";
import { KeptInput } from "@/components/forms/kept-field";
import { Facts } from "@/components/text/blocks";
import { ExactTime, Time } from "@/components/text/time";

/** Holds everything still, with a reason and, if wanted, an end. */
export function PauseForm({ action }: { action: FormAction }) {
  const t = useTranslations("settings.pause");
  return (
    <ActionForm action={action} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <FormField id="pause-reason" label={t("reason")} hint={t("reasonHint")}>
          <KeptInput id="pause-reason" name="reason" maxLength={500} aria-describedby="pause-reason-hint" />
        </FormField>
        <FormField id="pause-until" label={t("until")} hint={t("untilHint")}>
          <KeptInput id="pause-until" name="until" type="datetime-local" aria-describedby="pause-until-hint" />
        </FormField>
      </div>
      <SubmitButton variant="destructive" className="self-start">
        {t("submit")}
      </SubmitButton>
    </ActionForm>
  );
}

interface ShownPause {
  since: Date;
  until: Date | null;
  reason: string | null;
  by: string | null;
}

/** Whether everything is held still, by whom and why, with the way out. */
export function PauseStateLine(props: { pause: ShownPause | null; schedules: number; resume: FormAction }) {
  const { pause, schedules, resume } = props;
  const t = useTranslations("settings.pause");
  if (pause === null) {
    return (
      <p className="flex items-center gap-2 text-sm">
        <CirclePlay aria-hidden className="size-5 shrink-0 text-status-success" />
        {t("running", { count: schedules })}
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <p className="flex items-center gap-2 font-medium">
        <CirclePause aria-hidden className="size-5 shrink-0 text-status-warning" />
        {t("paused")}
      </p>
      <Facts
        facts={[
          { label: t("reason"), value: pause.reason ?? t("noReason") },
          { label: t("by"), value: pause.by },
          { label: t("since"), value: <Time at={pause.since} /> },
          { label: t("ends"), value: pause.until ? <ExactTime at={pause.until} /> : t("whenResumed") },
        ]}
      />
      <ActionForm action={resume} className="flex flex-col items-start gap-2">
        <SubmitButton variant="primary">{t("resume")}</SubmitButton>
      </ActionForm>
    </div>
  );
}
