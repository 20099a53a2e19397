import { CirclePause, CirclePlay } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { Facts } from "@/components/shell/facts";
import { SubmitButton } from "@/components/shell/submit-button";
import { ExactTime, Time } from "@/components/shell/time";

export interface ShownPause {
  since: Date;
  until: Date | null;
  reason: string | null;
  by: string | null;
}

/** Whether everything is held still, by whom and why, with the way out. */
export function PauseState(props: { pause: ShownPause | null; schedules: number; resume: FormAction }) {
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
          { label: t("reason"), value: pause.reason },
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
