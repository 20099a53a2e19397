import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { pauseJobAction, pauseScheduleAction, resumeJobAction, resumeScheduleAction } from "@/app/pause-actions";
import { JobFrame } from "@/components/jobs/page/job-frame";
import { JobPauseBar, JobSchedulePanel } from "@/components/jobs/page/job-schedule";
import { Empty } from "@/components/text/blocks";
import { hrefOf, SCHEDULE_PATH } from "@/components/text/paths";
import { Card } from "@/components/ui/card";
import { readJobSchedules } from "@/lib/dashboard/jobs/job-schedules";
import { resetDriftAction, skipSlotAction } from "../../../schedule/actions";
import { type JobPageProps, jobTitle, openJob } from "../open-job";

export const generateMetadata = jobTitle;

export default async function JobSchedulePage(props: JobPageProps) {
  const { deps, can, subject, name } = await openJob(props, "schedule");
  const [t, { lanes, more }] = await Promise.all([getTranslations("jobSchedule"), readJobSchedules(deps, name)]);
  const inCode = subject.kind === "registered";
  const actions = can("cron:schedule")
    ? { pause: pauseScheduleAction, resume: resumeScheduleAction, skip: skipSlotAction, reset: resetDriftAction }
    : null;
  return (
    <JobFrame subject={subject} tab="schedule" may={{ run: can("cron:run"), audit: can("audit:view") }}>
      <div className="flex flex-col gap-4">
        {inCode && (
          <JobPauseBar
            jobName={name}
            isPaused={subject.pause?.of === "job"}
            pause={can("cron:toggle") ? { pause: pauseJobAction, resume: resumeJobAction } : null}
            mayAdd={can("cron:schedule")}
          />
        )}
        {lanes.length === 0 && (
          <Card>
            <Empty title={t("empty")}>{inCode && t(subject.job.timing === null ? "emptyHint" : "notStored")}</Empty>
          </Card>
        )}
        {lanes.map((lane, index) => (
          <JobSchedulePanel key={lane.schedule.id} lane={lane} actions={actions} index={index} />
        ))}
        {more && (
          <Link href={hrefOf(SCHEDULE_PATH, { job: name })} className="text-sm text-primary underline">
            {t("more")}
          </Link>
        )}
      </div>
    </JobFrame>
  );
}
