import type { StatsFs } from "node:fs";
import { statfs } from "node:fs/promises";
import { Socket } from "node:net";
import { dirname } from "node:path";
import type { Db } from "../../db.ts";
import type { Bucket } from "../bucket/bucket.ts";
import type { Probe } from "./probe.ts";

interface ProbedParts {
  db: Db;
  bucket: Bucket;
  /** Null: not configured, so not checked. */
  redis: { url: string; token: string } | null;
  smtpUrl: string | null;
  /** Where this process keeps its files. */
  home: string;
}

/** A probe for everything this installation depends on. */
export function createProbes({ db, bucket, redis, smtpUrl, home }: ProbedParts): Probe[] {
  return [
    databaseProbe(db),
    ...(redis ? [redisProbe(redis)] : []),
    bucketProbe(bucket),
    ...(smtpUrl ? [smtpProbe(smtpUrl)] : []),
    queueProbe(db),
    schedulerProbe(db),
    diskProbe(home),
  ];
}

/** Lists one object. Asking for one by its key would not tell a missing bucket from a missing object. */
export const bucketProbe = (bucket: Bucket): Probe => ({
  component: "bucket",
  async check(signal) {
    for await (const page of bucket.list({ pageSize: 1, signal })) {
      if (page.length > 0) return `${bucket.name} answers`;
    }
    return `${bucket.name} answers and is empty`;
  },
});

/** Asks over the pool that handlers and screens use, so that a pool without free connections shows too. */
export const databaseProbe = (db: Db): Probe => ({
  component: "database",
  async check() {
    const [row] = await db.$queryRaw<{ version: string }[]>`select current_setting('server_version') as version`;
    return `Postgres ${row?.version}`;
  },
});

const MB = 1_000_000;

/** Measures what is free to us on the disk that holds `path`, which need not exist yet. */
export const diskProbe = (path: string): Probe => ({
  component: "disk",
  async check(_signal, { minFreeMb }) {
    const { bavail, bsize } = await statfsAbove(path);
    const freeMb = Math.floor((bavail * bsize) / MB);
    if (freeMb < minFreeMb) throw new Error(`${freeMb} MB free, expected at least ${minFreeMb}: make room on the disk`);
    return `${freeMb} MB free`;
  },
});

async function statfsAbove(path: string): Promise<StatsFs> {
  try {
    return await statfs(path);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!missing || dirname(path) === path) throw error;
    return statfsAbove(dirname(path));
  }
}

/** Counts the runs that wait for their lock key, their next attempt or a free process. */
export const queueProbe = (db: Db): Probe => ({
  component: "queue",
  async check(_signal, { maxQueueDepth }) {
    const depth = await db.cronJobLog.count({ where: { status: { in: ["queued", "retrying"] } } });
    if (depth > maxQueueDepth) throw new Error(`${depth} runs wait, expected at most ${maxQueueDepth}`);
    return `${depth} runs wait`;
  },
});

/** Redis may only ever save a trip to the database: one that is slower than this is of no use. */
const TIMEOUT_MS = 500;

/** Pings once. The client has no time limit of its own, and its retries would take 4 s of an outage. */
export const redisProbe = ({ url, token }: { url: string; token: string }): Probe => ({
  component: "redis",
  timeoutMs: TIMEOUT_MS,
  async check(signal) {
    const { Redis } = await import("@upstash/redis");
    // As a function: given as a value, an aborted signal would come back as an answer.
    const redis = new Redis({ url, token, retry: false, enableTelemetry: false, signal: () => signal });
    const answer: unknown = await redis.ping();
    if (answer !== "PONG") throw new Error(`expected "PONG", got ${JSON.stringify(answer)}`);
    return "answers";
  },
});

interface LateRun {
  jobName: string;
  lagSeconds: number;
}

/** Measures for how long the oldest waiting run has been due. */
export const schedulerProbe = (db: Db): Probe => ({
  component: "scheduler",
  async check(_signal, { maxLagSeconds }) {
    const late = await oldestDue(db);
    if (!late) return "no run is due";
    const sentence = `a run of ${late.jobName} has been due for ${late.lagSeconds} s`;
    if (late.lagSeconds <= maxLagSeconds) return sentence;
    throw new Error(`${sentence}, expected at most ${maxLagSeconds}: does any process take waiting runs?`);
  },
});

/** A run that rightly waits, because every lane of its lock key is taken, does not count. */
async function oldestDue(db: Db): Promise<LateRun | undefined> {
  const [late] = await db.$queryRaw<LateRun[]>`
    select waiting.job_name as "jobName", extract(epoch from cron_now() - waiting.next_attempt_at)::int as "lagSeconds"
      from cron_job_logs waiting
     where waiting.status in ('queued', 'retrying') and waiting.next_attempt_at <= (select cron_now())
       and (select count(*) from cron_job_logs holder
             where holder.lock_key = waiting.lock_key and holder.lane is not null) < waiting.lanes
     order by waiting.next_attempt_at
     limit 1`;
  return late;
}

/** Connects, signs in when the address holds an account, and hangs up without sending anything. */
export const smtpProbe = (url: string): Probe => ({
  component: "smtp",
  async check(signal, { probeTimeoutMs }) {
    const { createTransport } = await import("nodemailer");
    // nodemailer takes no signal, but a socket that has one: else a process that is to end waits for these limits.
    const socket = new Socket({ signal }).on("error", () => undefined);
    const limits = {
      dnsTimeout: probeTimeoutMs,
      connectionTimeout: probeTimeoutMs,
      greetingTimeout: probeTimeoutMs,
      socketTimeout: probeTimeoutMs,
    };
    await createTransport({ url, socket, ...limits }).verify();
    return `${new URL(url).host} answers`;
  },
});
