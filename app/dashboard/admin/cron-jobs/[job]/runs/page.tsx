import { JobFrame } from "@/components/jobs/page/job-frame";
import { RunsOfJob } from "@/components/jobs/page/runs-of-job";
import { jobTabPath } from "@/components/text/paths";
import { readLogsQuery } from "@/lib/dashboard/runs/log-filter";
import { listLogs } from "@/lib/dashboard/runs/logs";
import { readRunZones } from "@/lib/dashboard/runs/run-entry";
import { type JobPageProps, jobTitle, openJob } from "../open-job";

export const generateMetadata = jobTitle;

export default async function JobRunsPage(props: JobPageProps) {
  const { deps, can, subject, name, query: address } = await openJob(props, "runs");
  const { query, kept } = readLogsQuery({ ...address, job_name: name });
  return (
    <JobFrame subject={subject} tab="runs" may={{ run: can("cron:run"), audit: can("audit:view") }}>
      <RunsOfJob
        name={name}
        path={jobTabPath(name, "runs")}
        status={kept.status ?? null}
        page={await listLogs(deps, query)}
        zones={await readRunZones(deps.db, [name])}
      />
    </JobFrame>
  );
}
