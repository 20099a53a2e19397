import { Pause, Pencil, Play, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { DriftTable } from "@/components/schedules/drift-table";
import { HoldBadge } from "@/components/schedules/hold-badge";
import { NextRuns } from "@/components/schedules/past-table";
import { PauseDialog } from "@/components/schedules/pause-dialog";
import { ScheduleFacts } from "@/components/schedules/schedule-facts";
import { editSchedulePath, hrefOf, NEW_SCHEDULE_PATH, schedulePath } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { Lane } from "@/lib/dashboard/schedules/schedule-board";

/** What the person may do with a schedule. */
type ScheduleActions = { [Name in "pause" | "resume" | "skip" | "reset"]: FormAction };

/** One schedule of a job: how it is set, where it differs from the code, its next ten runs, and its pause. */
export function JobSchedulePanel({
  lane,
  actions,
  index,
}: {
  lane: Lane;
  actions: ScheduleActions | null;
  index: number;
}) {
  const t = useTranslations("jobSchedule");
  const { schedule, holds } = lane;
  return (
    <Card>
      <CardHeader>
        <div className="min-w-0">
          <CardTitle>
            <Link href={schedulePath(schedule.id)} className="wrap-anywhere underline-offset-2 hover:underline">
              {schedule.name}
            </Link>
          </CardTitle>
          <HoldBadge holds={holds} detailed />
        </div>
        {actions && schedule.status !== "removed" && <Actions lane={lane} actions={actions} index={index} />}
      </CardHeader>
      {schedule.drift.length > 0 && (
        <section aria-label={t("drift")} className="border-b border-border">
          <h3 className="px-4 pt-3 text-[0.8125rem] font-semibold text-status-warning">{t("drift")}</h3>
          <DriftTable schedule={schedule} reset={actions?.reset ?? null} />
        </section>
      )}
      <CardContent className="grid items-start gap-x-8 gap-y-4 lg:grid-cols-2">
        <section aria-label={t("next")}>
          <h3 className="mb-1 text-[0.8125rem] font-semibold">{t("next")}</h3>
          <NextRuns lane={lane} skip={actions?.skip ?? null} />
        </section>
        <section aria-label={t("settings")}>
          <h3 className="mb-2 text-[0.8125rem] font-semibold">{t("settings")}</h3>
          <ScheduleFacts lane={lane} />
        </section>
      </CardContent>
    </Card>
  );
}

function Actions({ lane: { schedule }, actions, index }: { lane: Lane; actions: ScheduleActions; index: number }) {
  const t = useTranslations("jobSchedule");
  const pauses = useTranslations("schedule.pause");
  return (
    <div className="flex flex-wrap gap-2">
      {schedule.paused ? (
        <ActionForm action={actions.resume}>
          <input type="hidden" name="schedule" value={schedule.id} />
          <SubmitButton size="sm">
            <Play aria-hidden /> {t("resume")}
          </SubmitButton>
        </ActionForm>
      ) : (
        <PauseDialog
          id={`pause-schedule-${index}`}
          title={schedule.name}
          button={{ size: "sm" }}
          action={actions.pause}
          subject={{ schedule: schedule.id }}
          meaning={pauses("scheduleMeans", { job: schedule.jobName })}
        />
      )}
      <Button asChild size="sm">
        <Link href={editSchedulePath(schedule.id)}>
          <Pencil aria-hidden /> {t("edit")}
        </Link>
      </Button>
    </div>
  );
}

interface JobPauseBarProps {
  jobName: string;
  isPaused: boolean;
  /** Null where the person may not. */
  pause: { pause: FormAction; resume: FormAction } | null;
  mayAdd: boolean;
}

/** The pause of a job with all its schedules, and the way to a further schedule. */
export function JobPauseBar({ jobName, isPaused, pause, mayAdd }: JobPauseBarProps) {
  const t = useTranslations("jobSchedule");
  const pauses = useTranslations("schedule.pause");
  if (!pause && !mayAdd) return null;
  return (
    <div className="flex flex-wrap items-start gap-2">
      {pause && isPaused && (
        <ActionForm action={pause.resume}>
          <input type="hidden" name="job" value={jobName} />
          <SubmitButton>
            <Play aria-hidden /> {pauses("resumeJob")}
          </SubmitButton>
        </ActionForm>
      )}
      {pause && !isPaused && (
        <PauseDialog
          id="pause-job"
          title={pauses("ofJob", { job: jobName })}
          action={pause.pause}
          subject={{ job: jobName }}
          meaning={pauses("jobMeans", { job: jobName })}
          trigger={
            <>
              <Pause aria-hidden /> {t("pauseJob")}
            </>
          }
        />
      )}
      {mayAdd && (
        <Button asChild>
          <Link href={hrefOf(NEW_SCHEDULE_PATH, { job: jobName })}>
            <Plus aria-hidden /> {t("add")}
          </Link>
        </Button>
      )}
    </div>
  );
}
