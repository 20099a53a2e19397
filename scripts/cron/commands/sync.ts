import { resolve } from "node:path";
import { cronWords, driftWords, warningWords } from "../../../lib/dashboard/health/check-platform.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { jobs } from "../../../lib/jobs/index.ts";
import { PLAN_NAMES, type PlatformSettings, SYNC_FORMATS, SYNC_MODES } from "../../../lib/platform/settings.ts";
import { loadEnvironment, ROOT } from "../../support/environment.ts";
import { type Command, type CommandInput, EXIT, type ExitCode, oneOf } from "../command.ts";
import { print, printError, printJson } from "../output.ts";
import { configuredDuration, findDrift, readSettings, type Wanted, writeFiles } from "../sync-files.ts";

export const sync: Command = {
  name: "sync",
  summary: "write the platform's crons and time limits from the registry, or check them",
  options: {
    mode: { type: "string", value: SYNC_MODES.join("|"), help: "a cron for each job and the tick, or the tick alone" },
    plan: { type: "string", value: PLAN_NAMES.join("|"), help: "the platform's plan, with its own limits" },
    format: { type: "string", value: SYNC_FORMATS.join("|"), help: "crons in UTC, or the newer schedules with zones" },
    check: { type: "boolean", help: "change nothing; fail on each difference" },
    dir: { type: "string", value: "FOLDER", help: "another checkout of the project" },
  },
  async run(input) {
    loadEnvironment({ dev: false });
    const dir = resolve(input.text("dir") ?? ROOT);
    const wanted = { dir, jobs, settings: settingsFor(input, dir), now: new Date() };
    return input.has("check") ? check(input, wanted) : write(input, wanted);
  },
};

/** What was chosen before, changed by the options. Limits written by hand belong to the plan they stand beside. */
function settingsFor(input: CommandInput, dir: string): PlatformSettings {
  const kept = readSettings(dir);
  const plan = oneOf(input, "plan", PLAN_NAMES);
  return {
    plan: plan ?? kept.plan,
    mode: oneOf(input, "mode", SYNC_MODES) ?? kept.mode,
    format: oneOf(input, "format", SYNC_FORMATS) ?? kept.format,
    limits: plan === null ? kept.limits : {},
  };
}

function check({ json }: CommandInput, wanted: Wanted): ExitCode {
  const drift = findDrift(wanted, configuredDuration()).map((found) => driftWords(ENGLISH, found));
  if (json) printJson({ inSync: drift.length === 0, drift });
  else if (drift.length === 0) print("vercel.json and the routes agree with the registry");
  else for (const line of drift) printError(`drift: ${line}`);
  if (drift.length > 0 && !json) printError("Run `npm run cron -- sync` and commit what it writes");
  return drift.length === 0 ? EXIT.ok : EXIT.failed;
}

function write({ json }: CommandInput, wanted: Wanted): ExitCode {
  const { changed, crons, ...limits } = writeFiles(wanted);
  const warnings = limits.warnings.map((warning) => warningWords(ENGLISH, warning));
  if (json) printJson({ changed, crons, warnings });
  else {
    for (const cron of crons) print(cronWords(ENGLISH, cron));
    for (const warning of warnings) printError(`warning: ${warning}`);
    print(changed.length === 0 ? "Nothing had to be written" : `Wrote ${changed.join(", ")}`);
  }
  return EXIT.ok;
}
