import { CirclePlay, Pause, Pencil, Play, SkipForward, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { editSchedulePath } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { PopOver } from "@/components/ui/pop-over";
import type { Lane } from "@/lib/dashboard/schedules/schedule-board";
import { PauseDialog } from "./pause-dialog";

type Actions<Name extends string> = { [Key in Name]: FormAction };

interface PageActionsProps {
  lane: Lane;
  /** The same on every submission of this page: a double click makes one run. */
  requestKey: string;
  /** Null where the person may not. */
  schedule: Actions<"run" | "skip" | "pause" | "resume" | "remove"> | null;
  job: Actions<"pause" | "resume"> | null;
}

/** Everything that can be done with one schedule, and the pause of its job. */
export function PageActions({ lane, requestKey, schedule: actions, job }: PageActionsProps) {
  const t = useTranslations("schedule.page");
  const pauses = useTranslations("schedule.pause");
  const { schedule, holds, nextRunTime } = lane;
  const { id, jobName, name } = schedule;
  const removed = schedule.status === "removed";
  const jobPaused = holds.some(({ of, kind }) => of === "job" && kind === "paused");
  return (
    <>
      {actions && !removed && (
        <ActionForm action={actions.run}>
          <input type="hidden" name="schedule" value={id} />
          <input type="hidden" name="requestKey" value={requestKey} />
          <SubmitButton>
            <Play aria-hidden /> {t("runNow")}
          </SubmitButton>
        </ActionForm>
      )}
      {actions && nextRunTime && (
        <ActionForm action={actions.skip}>
          <input type="hidden" name="schedule" value={id} />
          <input type="hidden" name="slot" value={nextRunTime.toISOString()} />
          <input type="hidden" name="undo" value="false" />
          <SubmitButton>
            <SkipForward aria-hidden /> {t("skipNext")}
          </SubmitButton>
        </ActionForm>
      )}
      {actions && schedule.paused && (
        <ActionForm action={actions.resume}>
          <input type="hidden" name="schedule" value={id} />
          <SubmitButton>
            <CirclePlay aria-hidden /> {pauses("resume")}
          </SubmitButton>
        </ActionForm>
      )}
      {actions && !schedule.paused && !removed && (
        <PauseDialog
          id="pause-schedule"
          title={name}
          action={actions.pause}
          subject={{ schedule: id }}
          meaning={pauses("scheduleMeans", { job: jobName })}
        />
      )}
      {job && jobPaused && (
        <ActionForm action={job.resume}>
          <input type="hidden" name="job" value={jobName} />
          <SubmitButton>
            <CirclePlay aria-hidden /> {pauses("resumeJob")}
          </SubmitButton>
        </ActionForm>
      )}
      {job && !jobPaused && !removed && (
        <PauseDialog
          id="pause-job"
          title={pauses("ofJob", { job: jobName })}
          action={job.pause}
          subject={{ job: jobName }}
          meaning={pauses("jobMeans", { job: jobName })}
          trigger={
            <>
              <Pause aria-hidden /> {pauses("ofJob", { job: jobName })}
            </>
          }
        />
      )}
      {actions && (
        <PopOver
          id="remove-schedule"
          title={t("removeTitle", { name })}
          button={{ variant: "destructive" }}
          trigger={
            <>
              <Trash2 aria-hidden /> {t("remove")}
            </>
          }
        >
          {schedule.origin === "code" && !removed ? (
            <p>{t("removeCode")}</p>
          ) : (
            <ActionForm action={actions.remove} className="flex flex-col gap-4">
              <input type="hidden" name="schedule" value={id} />
              <p className="text-muted-foreground">{t("removeMeans")}</p>
              <SubmitButton variant="destructive" className="self-start">
                <Trash2 aria-hidden /> {t("remove")}
              </SubmitButton>
            </ActionForm>
          )}
        </PopOver>
      )}
      {actions && !removed && (
        <Button asChild variant="primary">
          <Link href={editSchedulePath(id)}>
            <Pencil aria-hidden /> {t("edit")}
          </Link>
        </Button>
      )}
    </>
  );
}
