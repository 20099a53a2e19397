import { CirclePause } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { Time } from "@/components/text/time";
import type { Pause } from "@/lib/dashboard/schedules/scheduler";
import { wallClock } from "@/lib/dashboard/words/zone";

/** Stands on every screen while everything is paused: why, by whom, until when, and the way out for whoever may. */
export function PauseBanner({ pause, resume }: { pause: Pause | null; resume: FormAction | null }) {
  const t = useTranslations("schedule.banner");
  if (pause === null) return null;
  const { until, reason, by, since } = pause;
  return (
    <section
      aria-label={t("title")}
      className="mb-5 flex flex-wrap items-center justify-between gap-3 rounded-lg border border-status-warning/40 bg-status-warning-bg px-4 py-3 text-sm text-status-warning"
    >
      <div className="flex min-w-0 items-start gap-3">
        <CirclePause aria-hidden className="mt-0.5 size-5 shrink-0" />
        <div className="min-w-0">
          <p className="font-semibold">
            {t("title")} {until === null ? t("untilResumed") : t("until", { at: `${wallClock(until, "UTC")} UTC` })}
          </p>
          <p className="wrap-anywhere">
            {reason}
            {reason !== null && by !== null && " · "}
            {by !== null && <>{t.rich("by", { who: by, time: () => <Time at={since} /> })}</>}
          </p>
        </div>
      </div>
      {resume && (
        <ActionForm action={resume}>
          <SubmitButton variant="primary">{t("resume")}</SubmitButton>
        </ActionForm>
      )}
    </section>
  );
}
