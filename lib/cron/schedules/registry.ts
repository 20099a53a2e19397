import { type AnyJob, IMPORTANCES } from "../jobs/define-job.ts";
import { lanesOf } from "../jobs/lock-key.ts";
import { DEBUG_PARAM } from "../jobs/params.ts";
import { finishByProblem } from "../time/finish-by.ts";
import { RegistryError } from "../words/errors.ts";
import { isOneOf } from "../words/vocabulary.ts";
import { declaredSettings, settingsProblems } from "./settings.ts";

const NAME = /^[a-z][a-z0-9-]{0,99}$/;
/** Aliases are old names: underscores are allowed in them. */
const ALIAS = /^[a-z][a-z0-9_-]{0,99}$/;
const MAX_CONCURRENCY = 1000;

export interface Registry<Jobs extends readonly AnyJob[] = readonly AnyJob[]> {
  readonly jobs: Jobs;
  /** The definition behind a name or alias, or null. Looks into a Map: "constructor" is no job. */
  find(nameOrAlias: string): AnyJob | null;
}

/**
 * Checks all definitions and makes them findable.
 * @throws RegistryError naming every job that is wrong and why: a process must not start half-configured
 */
export function createRegistry<const Jobs extends readonly AnyJob[]>(jobs: Jobs): Registry<Jobs> {
  const byName = new Map<string, AnyJob>();
  const problems: string[] = [];
  for (const job of jobs) {
    problems.push(...definitionProblems(job));
    for (const name of [job.name, ...(job.aliases ?? [])]) {
      const other = byName.get(name);
      if (other) problems.push(`${job.name}: the name "${name}" is already taken by ${other.name}`);
      else byName.set(name, job);
    }
  }
  if (problems.length > 0) throw new RegistryError(problems);
  return { jobs, find: (name) => byName.get(name) ?? null };
}

function definitionProblems(job: AnyJob): string[] {
  const problems: string[] = [];
  const expect = (holds: boolean, sentence: string) => holds || problems.push(`${job.name}: ${sentence}`);
  const concurrency = lanesOf(job);
  expect(NAME.test(job.name), `the name must match ${NAME.source}`);
  for (const alias of job.aliases ?? []) expect(ALIAS.test(alias), `the alias "${alias}" must match ${ALIAS.source}`);
  expect(job.timeoutSeconds > 0, `timeoutSeconds must be above 0, it is ${job.timeoutSeconds}`);
  expect(
    isWhole(job.maxAttempts, 1, 100),
    `maxAttempts must be a whole number from 1 to 100, it is ${job.maxAttempts}`,
  );
  expect(isWhole(concurrency, 1, MAX_CONCURRENCY), `concurrency must be a whole number from 1 to ${MAX_CONCURRENCY}`);
  expect(concurrency === 1 || job.overlap === "allow", `a concurrency of ${concurrency} needs overlap "allow"`);
  expect(concurrency > 1 || job.overlap !== "allow", 'overlap "allow" needs a concurrency above 1: it has one lane');
  expect(!(DEBUG_PARAM in job.params.shape), `the parameter "${DEBUG_PARAM}" is every job's own already; rename it`);
  expect(
    job.importance === undefined || isOneOf(IMPORTANCES, job.importance),
    `importance must be one of ${IMPORTANCES.join(", ")}, it is "${job.importance}"`,
  );
  const deadline = job.finishBy ? finishByProblem(job.finishBy, job.schedule) : null;
  expect(deadline === null, deadline ?? "");
  const settings = declaredSettings(job, { watchAfterSeconds: () => null, graceSeconds: 0 });
  for (const { field, message } of settings ? settingsProblems(settings) : []) {
    problems.push(`${job.name}: its schedule cannot be used: ${field}: ${message}`);
  }
  problems.push(...taskProblems(job));
  return problems;
}

function taskProblems({ name: jobName, tasks = [] }: AnyJob): string[] {
  const problems: string[] = [];
  const names = new Set<string>();
  for (const { name, timeoutSeconds, maxAttempts, concurrency = 1 } of tasks) {
    const expect = (holds: boolean, sentence: string) => holds || problems.push(`${jobName}/${name}: ${sentence}`);
    expect(NAME.test(name), `the task's name must match ${NAME.source}`);
    expect(!names.has(name), "the job declares another task of this name");
    expect(timeoutSeconds > 0, `timeoutSeconds must be above 0, it is ${timeoutSeconds}`);
    expect(isWhole(maxAttempts, 1, 100), `maxAttempts must be a whole number from 1 to 100, it is ${maxAttempts}`);
    expect(isWhole(concurrency, 1, MAX_CONCURRENCY), `concurrency must be a whole number from 1 to ${MAX_CONCURRENCY}`);
    names.add(name);
  }
  return problems;
}

const isWhole = (value: number, least: number, most: number) =>
  Number.isInteger(value) && value >= least && value <= most;
