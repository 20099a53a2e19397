import { Pause, Play, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { PauseDialog } from "@/components/schedules/pause-dialog";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { hrefOf } from "@/components/shell/href";
import { NEW_SCHEDULE_PATH } from "@/components/shell/paths";
import { SubmitButton } from "@/components/shell/submit-button";
import { Button } from "@/components/ui/button";

export interface JobPauseBarProps {
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
