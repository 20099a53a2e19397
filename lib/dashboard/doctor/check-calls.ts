import type { Words } from "../../i18n/words.ts";
import type { CalledPath, CallFindings, RefusedCalls } from "../call-findings.ts";
import { exactUtc } from "../relative-time.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** What reached the cron routes in the last 24 hours: refused calls, another release's schedules, unknown jobs. */
export function checkCalls(words: Words, { refused, foreign, unknown }: CallFindings): Finding[] {
  const others = unknown.filter(({ path }) => !foreign.some((call) => call.path === path));
  const found = [
    ...refused.filter(({ status }) => status === 401 || status === 429).map((calls) => withoutSecret(words, calls)),
    ...foreign.map((call) => ofAnotherRelease(words, call)),
    ...others.map((call) => ofUnknownJob(words, call)),
  ];
  return found.length > 0 ? found : [ok("calls", words("doctor.calls.ok"))];
}

function withoutSecret(words: Words, { status, calls, agent, address, lastAt }: RefusedCalls): Finding {
  const isPlatform = agent?.startsWith("vercel-cron/") ?? false;
  const by = agent ?? words("doctor.calls.noAgent");
  const evidence = words("doctor.calls.refused", { calls, status: String(status), at: exactUtc(lastAt), by, address });
  const fix = words(isPlatform ? "doctor.calls.refusedPlatform" : "doctor.calls.refusedOther");
  return warning({ check: "refused", evidence, fix, entry: "answers-401" });
}

function ofAnotherRelease(words: Words, { path, schedule, jobName, calls, lastAt }: CalledPath): Finding {
  const at = schedule === null ? "" : words("doctor.calls.atSchedule", { schedule });
  const what = `${path}${at}${jobName === null ? "" : words("doctor.calls.forJob", { job: jobName })}`;
  const evidence = words("doctor.calls.foreign", { what, calls, at: exactUtc(lastAt) });
  return warning({ check: "release", evidence, fix: words("doctor.calls.foreignFix"), entry: "answers-404" });
}

function ofUnknownJob(words: Words, { path, calls, lastAt }: CalledPath): Finding {
  const evidence = words("doctor.calls.unknown", { path, calls, at: exactUtc(lastAt) });
  return warning({ check: "unknown jobs", evidence, fix: words("doctor.calls.unknownFix"), entry: "answers-404" });
}
