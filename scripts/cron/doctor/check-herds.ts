import { type Finding, ok, warning } from "../../../lib/dashboard/doctor/finding.ts";
import type { UpcomingRun } from "../upcoming.ts";

/** So many jobs of one minute are a herd. */
const HERD = 3;
/** Jobs with more runs in the window run all the time: being beside them says nothing. */
const OFTEN = 24;

/** Jobs that begin in the same minute, and jobs that begin while another is expected to be at work. */
export function checkHerds(runs: readonly UpcomingRun[]): Finding[] {
  const often = new Set(
    [...Map.groupBy(runs, ({ jobName }) => jobName)].filter(([, own]) => own.length > OFTEN).map(([name]) => name),
  );
  const rare = runs.filter(({ jobName }) => !often.has(jobName));
  const found = [...herds(rare), ...overlaps(rare, often)];
  return found.length > 0 ? found : [ok("herds", "no crowds and no overlaps in the next day")];
}

function herds(runs: readonly UpcomingRun[]): Finding[] {
  const minutes = [...Map.groupBy(runs, ({ at }) => at.toISOString())].filter(([, same]) => same.length >= HERD);
  return minutes.map(([minute, same]) =>
    warning({
      check: "herds",
      evidence: `${same.length} jobs start at ${minute}: ${same.map(({ jobName }) => jobName).join(", ")}`,
      fix: "move some by a few minutes, or give them spreadSeconds",
      entry: "slow",
    }),
  );
}

function overlaps(runs: readonly UpcomingRun[], often: ReadonlySet<string>): Finding[] {
  const pairs = runs.flatMap(({ jobName, overlaps: others }) =>
    others.filter((other) => !often.has(other)).map((other) => [jobName, other]),
  );
  return [...new Set(pairs.map(([job, other]) => `${job} starts while ${other} is expected to be at work`))].map(
    (evidence) =>
      warning({ check: "overlaps", evidence, fix: "move one of them, unless they share nothing", entry: "slow" }),
  );
}
