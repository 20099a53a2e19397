import { type CalledPath, type RefusedCalls, readCallFindings } from "../../../lib/dashboard/call-findings.ts";
import type { DashboardDeps } from "../../../lib/dashboard/deps.ts";
import { utc } from "../output.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** What reached the cron routes in the last 24 hours: refused calls, another release's schedules, unknown jobs. */
export async function checkCalls(
  deps: DashboardDeps,
  crons: readonly { path: string; schedule: string }[],
): Promise<Finding[]> {
  const { refused, foreign, unknown } = await readCallFindings(deps, crons);
  const others = unknown.filter(({ path }) => !foreign.some((call) => call.path === path));
  const found = [
    ...refused.filter(({ status }) => status === 401 || status === 429).map(withoutSecret),
    ...foreign.map(ofAnotherRelease),
    ...others.map(ofUnknownJob),
  ];
  return found.length > 0 ? found : [ok("calls", "nothing was refused or unknown in the last 24 hours")];
}

function withoutSecret({ status, calls, agent, address, lastAt }: RefusedCalls): Finding {
  const isPlatform = agent?.startsWith("vercel-cron/") ?? false;
  return warning({
    check: "refused",
    evidence: `${times(calls)} answered ${status} in the last 24 hours, the latest at ${utc(lastAt)}, most of them of ${agent ?? "no agent"} from ${address}; \`npm run cron -- logs --filter status:${status}\` shows them`,
    fix: isPlatform
      ? "the platform sends another secret: set CRON_SECRET in that environment to this server's, and deploy again"
      : "give that caller CRON_SECRET if it is yours; else nothing, it was let do nothing",
    entry: "answers-401",
  });
}

function ofAnotherRelease({ path, schedule, jobName, calls, lastAt }: CalledPath): Finding {
  const what = `${path}${schedule === null ? "" : ` at "${schedule}"`}${jobName === null ? "" : ` for ${jobName}`}`;
  return warning({
    check: "release",
    evidence: `the platform still calls the schedule of another release (rolled back?): ${what}; ${times(calls)}, the latest at ${utc(lastAt)}`,
    fix: "deploy the release whose vercel.json is right to production: the platform takes its crons from a deployment",
    entry: "answers-404",
  });
}

function ofUnknownJob({ path, calls, lastAt }: CalledPath): Finding {
  return warning({
    check: "unknown jobs",
    evidence: `${path} names no registered job; ${times(calls)} in the last 24 hours, the latest at ${utc(lastAt)}`,
    fix: "correct the caller's path; `npm run cron -- list` shows the names",
    entry: "answers-404",
  });
}

const times = (calls: number): string => (calls === 1 ? "1 call" : `${calls} calls`);
