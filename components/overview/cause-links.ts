import { hrefOf } from "@/components/shell/href";
import { HEALTH_PATH, jobPath, jobTabPath, RUNS_PATH, runJobPath, runPath } from "@/components/shell/paths";
import type { Attention } from "@/lib/dashboard/attention";

export type Act = "runAgain" | "openRun" | "runNow" | "viewRuns" | "why" | "resume" | "schedule" | "openJob";

/** Where one sees more of a cause, or does something about it. */
export function linkOf(
  attention: Attention,
  { jobName, mayRun }: { jobName: string; mayRun: boolean },
): { act: Act; href: string } {
  switch (attention.kind) {
    case "failing":
    case "stuck":
      return { act: "openRun", href: runPath(attention.runId) };
    case "missed":
      return mayRun
        ? { act: "runNow", href: runJobPath(jobName) }
        : { act: "viewRuns", href: hrefOf(RUNS_PATH, { job_name: jobName, status: "skipped" }) };
    case "overdue":
      return { act: "why", href: HEALTH_PATH };
    case "near_timeout":
    case "slow":
    case "paused":
      return { act: "openJob", href: jobPath(jobName) };
    case "orphaned":
      return { act: "viewRuns", href: hrefOf(RUNS_PATH, { job_name: jobName, status: "queued" }) };
    case "drift":
      return { act: "schedule", href: jobTabPath(jobName, "schedule") };
  }
}
