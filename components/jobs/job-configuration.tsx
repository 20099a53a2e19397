import { Facts } from "@/components/shell/facts";
import { Time } from "@/components/shell/time";
import type { JobConfiguration } from "@/lib/dashboard/job-configuration";
import { ScheduleCell } from "./schedule-cell";

/** How a job is configured, and who last switched it. */
export function JobConfigurationFacts({ job }: { job: JobConfiguration }) {
  return (
    <Facts
      facts={[
        { label: "Schedule", value: <ScheduleCell job={job} /> },
        { label: "Next run", value: <Time at={job.nextRun} /> },
        { label: "Timeout", value: `${job.timeout} s per attempt` },
        { label: "Attempts", value: `up to ${job.retries}` },
        { label: "Overlap", value: OVERLAP_WORDS[job.overlap] ?? job.overlap },
        ...(job.aliases.length > 0 ? [{ label: "Also called", value: job.aliases.join(", ") }] : []),
        {
          label: "Switched",
          value:
            job.lastModifiedAt === null ? (
              "never, as the code says"
            ) : (
              <>
                <Time at={job.lastModifiedAt} /> by {job.lastModifiedBy ?? "the database"}
              </>
            ),
        },
        ...(job.notes ? [{ label: "Note", value: job.notes }] : []),
      ]}
    />
  );
}

const OVERLAP_WORDS: Record<string, string> = {
  skip: "a second run is skipped",
  queue: "a second run waits",
  replace: "a newer run replaces the older one",
  allow: "runs may overlap",
};
