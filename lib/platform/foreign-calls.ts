import type { AnyJob } from "../cron/jobs/define-job.ts";

/** What a call of the platform was for; one that does not say its schedule can only be told by its path. */
export interface SeenCall {
  path: string;
  schedule: string | null;
}

/** Whether a call is one that this cron asks for. */
export function isCallOf(cron: { path: string; schedule: string }, { path, schedule }: SeenCall): boolean {
  return cron.path === path && (schedule === null || cron.schedule === schedule);
}

/** The calls that none of these crons asks for: another release's schedule, or one that somebody made by hand. */
export function foreignCalls<Called extends SeenCall>(
  calls: readonly Called[],
  { crons, jobs }: { crons: readonly { path: string; schedule: string }[]; jobs: readonly AnyJob[] },
): Called[] {
  const isAsked = (call: SeenCall) => crons.some((cron) => isCallOf(cron, call));
  return calls.filter((call) => !isAsked(call) && !isSetByHand(call, jobs));
}

/** No release of ours writes that path into vercel.json: somebody set it in the platform's settings, on purpose. */
function isSetByHand({ path }: SeenCall, jobs: readonly AnyJob[]): boolean {
  const [, name] = /^\/api\/cron\/execute\/([^/]+)$/.exec(path) ?? [];
  return name !== undefined && jobs.some((job) => job.name === name || job.aliases?.includes(name));
}
