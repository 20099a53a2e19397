import { tmpdir } from "node:os";
import { NonRetryableError } from "../../lib/cron/words/errors.ts";
import { parseEnv } from "../../lib/env.ts";
import { jobs } from "../../lib/jobs/index.ts";
import { createRuntime, type Runtime } from "../../lib/runtime.ts";
import { type MailInbox, openMailInbox } from "../support/mail-inbox.ts";
import { migrate } from "../support/migrations.ts";
import type { BenchServer } from "./bench-server.ts";
import { againstAim, printTable } from "./report.ts";
import { type Effort, median, percentileOf } from "./rounds.ts";

/** From a job's final failure to the mail in the inbox, at the median. */
const AIM_SECONDS = 3;
const ALERTS = { most: 40, fewest: 10 };

const NEVER = { kind: "none" } as const;
const handler = async () => ({
  run: async () => {
    throw new NonRetryableError("this job fails for the bench");
  },
});
/** Never due, so that the first failure is an incident. */
const failing = jobs.map((job) => ({ ...job, handler, schedule: NEVER }) as typeof job);
const JOB = jobs[0]?.name ?? "";

/** How long people wait for the first word of a failure, with a mail server of this machine. */
export async function runAlertsBench(server: BenchServer, { rounds }: Effort): Promise<void> {
  const inbox = await openMailInbox();
  const runtime = await openRuntime(await server.createDatabase("alerts"), inbox);
  try {
    const samples: number[] = [];
    for (let alert = 0; alert < (rounds > 1 ? ALERTS.most : ALERTS.fewest); alert++) {
      samples.push(await failAndWait(runtime, inbox));
      await forget(runtime);
    }
    const row = [median(samples), percentileOf(samples, 0.95), Math.max(...samples)].map((ms) => ms.toFixed(0));
    printTable(
      "Alert, final failure to mail in the inbox",
      ["alerts", "p50 ms", "p95 ms", "most ms"],
      [[String(samples.length), ...row]],
    );
    console.log(`p50 in seconds: ${againstAim(median(samples) / 1000, AIM_SECONDS, "lower")}`);
  } finally {
    await runtime.drain(5_000);
    await inbox.close();
  }
}

async function openRuntime(databaseUrl: string, { smtpUrl }: MailInbox): Promise<Runtime> {
  await migrate(databaseUrl);
  const env = parseEnv({
    DATABASE_URL: databaseUrl,
    BELFRY_HOME: tmpdir(),
    BETTER_AUTH_SECRET: "for-the-bench-only-for-the-bench-only",
    SMTP_URL: smtpUrl,
    ALERT_EMAIL: "bench@example.com",
  });
  const runtime = createRuntime(env, { jobs: failing });
  runtime.logger.level = "silent";
  runtime.outbox.start();
  runtime.alerts.start();
  await runtime.outbox.environmentFollowed();
  return runtime;
}

/** In ms. */
async function failAndWait({ engine }: Runtime, inbox: MailInbox): Promise<number> {
  const before = inbox.mails.length;
  const request = { job: JOB, params: {}, force: true, actor: "bench" } as const;
  const answer = await engine.run({ ...request, trigger: "code", delivery: { kind: "none" } });
  if (answer.kind !== "ended") throw new Error(`A run that fails was expected to end, it was ${answer.kind}`);
  const failedMs = performance.now();
  await inbox.waitFor((mail) => inbox.mails.indexOf(mail) >= before, AbortSignal.timeout(60_000));
  return performance.now() - failedMs;
}

/** Else the next failure would be more of the same incident, or wait to be told together with this one. */
async function forget({ db }: Runtime): Promise<void> {
  await db.cronJobLog.deleteMany();
  await db.incident.deleteMany();
  await db.outboxMessage.deleteMany();
}
