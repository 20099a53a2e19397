import { z } from "zod";

type Source = Readonly<Record<string, unknown>>;

/** Where outside watchers are told. Each address is a secret. */
export interface HeartbeatsEnv {
  /** Once a minute while the scheduler turns; null: nobody. */
  readonly scheduler: string | null;
  /** By name of the job, and by which variable. */
  readonly jobs: ReadonlyMap<string, { readonly address: string; readonly variable: string }>;
}

/** `HEARTBEAT_URL_REFRESH_TOKENS` is of the job refresh-tokens: names of jobs have no underscore. */
const OF_JOB = /^HEARTBEAT_URL_([A-Z][A-Z0-9_]*)$/;
const address = z.url({ protocol: /^https?$/ });

const ofJobs = (source: Source) =>
  Object.entries(source).flatMap(([variable, value]) => {
    const job = OF_JOB.exec(variable)?.[1]?.toLowerCase().replaceAll("_", "-");
    return job && typeof value === "string" ? [{ job, variable, address: value }] : [];
  });

export function readHeartbeats(source: Source): HeartbeatsEnv {
  const jobs = new Map(ofJobs(source).map(({ job, ...at }) => [job, at]));
  return { scheduler: typeof source.HEARTBEAT_URL === "string" ? source.HEARTBEAT_URL : null, jobs };
}

/** One line for each address of a job's watcher that is none; it does not repeat it. */
export function heartbeatProblems(source: Source): string[] {
  return ofJobs(source)
    .filter((one) => !address.safeParse(one.address).success)
    .map(({ variable }) => `${variable}: expected an address such as https://hc-ping.com/UUID; correct or remove it`);
}
