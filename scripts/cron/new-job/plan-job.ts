import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type AnyJob, defineJobFor } from "../../../lib/cron/jobs/define-job.ts";
import { createRegistry } from "../../../lib/cron/schedules/registry.ts";
import { declaredSettings, settingsProblems } from "../../../lib/cron/schedules/settings.ts";
import { cron, every, type JobSchedule, noSchedule } from "../../../lib/cron/time/expressions.ts";
import { RegistryError } from "../../../lib/cron/words/errors.ts";
import { packs } from "../../../lib/jobs/index.ts";
import type { Pack } from "../../../lib/jobs/pack.ts";
import { ROOT } from "../../support/environment.ts";
import { type CommandInput, UsageError } from "../command.ts";
import { parseDuration } from "../instants.ts";

/** What the command is to write, checked as the registry and the architecture tests will check it. */
export interface NewJob {
  name: string;
  pack: string;
  isNewPack: boolean;
  schedule: JobSchedule;
  /** Fans out tasks. */
  hasTask: boolean;
  /** The registry as it will be. */
  jobs: readonly AnyJob[];
}

/** The application's own pack, for jobs that belong to no other. */
const OWN_PACK = "app";
/** As the names of files: words of letters and digits, joined by single hyphens. */
const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** Names that the architecture tests refuse for files and folders. */
const VAGUE = /^(utils?|helpers?|common|misc|shared)$/;
const PACK = /^[a-z][a-z0-9]{0,39}$/;

/** @throws UsageError with everything that the registry would refuse */
export function planJob(input: CommandInput): NewJob {
  const [name = ""] = input.args;
  const pack = input.text("pack") ?? OWN_PACK;
  if (!KEBAB.test(name) || VAGUE.test(name)) {
    throw new UsageError(`expected a name such as weather-report (it says what the job does), got "${name}"`);
  }
  if (!PACK.test(pack) || VAGUE.test(pack)) {
    throw new UsageError(`--pack: expected one word of lower-case letters such as ${packNames()}, got "${pack}"`);
  }
  if (routesOfTheirOwn().includes(name)) throw new UsageError(`/api/cron/${name} is a route of its own: ${OTHER_NAME}`);
  const schedule = readScheduleWords(input.text("schedule"), input.text("zone"));
  const isNewPack = !packs.some((one) => one.name === pack);
  return { name, pack, isNewPack, schedule, hasTask: input.has("task"), jobs: registryWith({ name, pack, schedule }) };
}

const OTHER_NAME = "choose another name for the job";

const packNames = () => packs.map((pack) => pack.name).join(", ");

/** A static folder beside `[...job]` answers before any job of its name. */
function routesOfTheirOwn(): string[] {
  return readdirSync(join(ROOT, "app/api/cron")).filter((folder) => !folder.startsWith("["));
}

/** @throws UsageError when the name is taken, as a name or as an alias */
function registryWith({ name, pack, schedule }: Pick<NewJob, "name" | "pack" | "schedule">): readonly AnyJob[] {
  const added = candidate(name, schedule);
  const known: readonly Pack[] = packs;
  const all = known.flatMap((one) => (one.name === pack ? [...one.jobs, added] : [...one.jobs]));
  const jobs = all.includes(added) ? all : [...all, added];
  try {
    return createRegistry(jobs).jobs;
  } catch (error) {
    if (error instanceof RegistryError) throw new UsageError(error.message);
    throw error;
  }
}

/** As much of the definition as the registry and the platform's crons look at; its text is the template's. */
function candidate(name: string, schedule: JobSchedule): AnyJob {
  return defineJobFor<unknown>()({
    name,
    schedule,
    ...{ description: "", category: "", timeoutSeconds: 120, maxAttempts: 3, params: z.strictObject({}) },
    handler: () => Promise.reject(new Error(`${name} is not written yet`)),
  });
}

/** `0 9 * * *` in a zone, `every 10 minutes`, or nothing. @throws UsageError with what is right */
export function readScheduleWords(text: string | null, zone: string | null): JobSchedule {
  const schedule = text === null ? noSchedule : scheduleOf(text.trim(), zone);
  if (zone !== null && schedule.kind !== "cron") throw new UsageError("--zone: give a cron expression with it");
  const settings = declaredSettings(candidate("new-job", schedule), { watchAfterSeconds: () => null, graceSeconds: 0 });
  const [problem] = settings ? settingsProblems(settings) : [];
  if (!problem) return schedule;
  throw new UsageError(`${problem.field === "timezone" ? "--zone" : "--schedule"}: ${problem.message}`);
}

const INTERVAL = /^every\s+(\d{1,6})?\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)$/i;

function scheduleOf(text: string, zone: string | null): JobSchedule {
  const [interval, count = "1", unit = ""] = INTERVAL.exec(text) ?? [];
  if (interval !== undefined) {
    return every(parseDuration("--schedule", `${count}${unit.charAt(0).toLowerCase()}`) / 1000);
  }
  if (text.split(/\s+/).length === 5) return cron(text, zone ?? "UTC");
  throw new UsageError(
    `--schedule: expected five fields such as "0 9 * * *", or an interval such as "every 10 minutes", got "${text}"`,
  );
}
