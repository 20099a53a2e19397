import { classifyStatus } from "../alerts/channels/answers.ts";
import type { PostOut } from "../alerts/channels/channel.ts";
import { RefusedAddressError } from "../alerts/channels/guarded-address.ts";
import { webhookHeaders } from "../alerts/channels/webhook.ts";
import type { SendMessage } from "../alerts/outbox/message.ts";
import type { EngineEvent } from "../cron/ports/events.ts";
import type { Clock, Random } from "../cron/words/clock.ts";
import { Loop } from "../cron/words/loop.ts";
import { type Db, Prisma } from "../db.ts";

/** What all monitoring messages have as their address: one rate, one pause. */
const ADDRESS = "monitoring";

/** How a run's message leaves for MONITORING_WEBHOOK_URL. @param secret signs as Standard Webhooks has it; null: unsigned */
export function createMonitoringSender({
  url,
  secret,
  post,
}: {
  url: string;
  secret: string | null;
  post: PostOut;
}): SendMessage {
  return async ({ id, payload }, signal) => {
    const [body, now] = [JSON.stringify(payload), new Date()];
    try {
      const headers = await webhookHeaders({ id, secrets: secret === null ? [] : [secret] }, body, now);
      return classifyStatus(await post({ url, headers, body }, signal), { now, refused: {} });
    } catch (error) {
      if (error instanceof RefusedAddressError) return { outcome: "dead", reason: error.message };
      throw error;
    }
  };
}

/** After a run of this process ended, its message is put within so long; what other processes ran, within the other. */
const SOON_MS = 500;
const LOOK_EVERY_MS = 5_000;
const PAGE = 1_000;
/** A run that began longer ago was seen as an open one, unless its start took so long to be committed. */
const OVERLAP_SECONDS = 120;
/** What ended before is history by the time it is told: the outbox gives up after a day, too. */
const OLDEST_HOURS = 24;

interface MonitoringFeedParts {
  db: Db;
  clock: Pick<Clock, "monotonicMs" | "sleep">;
  random: Random;
  /** Messages were put. */
  onPut(): void;
  /** Told once for each time that the runs cannot be read. */
  onFailure(error: unknown): void;
}

/**
 * Puts one message for each run that ended into the outbox, whichever process ran it, read from the rows: at least once,
 * with the run's id for the message's, so that put twice it is one. What ended while nobody looked is found by what was
 * open at the last look and by what began since: the finish of a run pays nothing.
 */
export class MonitoringFeed {
  readonly #parts: MonitoringFeedParts;
  readonly #loop: Loop;
  #isFailing = false;

  constructor(parts: MonitoringFeedParts) {
    this.#parts = parts;
    const { clock, random } = parts;
    const turn = async () => ((await this.look()) ? 0 : LOOK_EVERY_MS);
    this.#loop = new Loop({
      clock,
      random,
      turn,
      onFailure: (error) => this.#tell(error),
      mostBackoffMs: LOOK_EVERY_MS,
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** A subscriber of the engine's events. */
  readonly follow = (event: EngineEvent): void => {
    if (event.type === "run_ended" || event.type === "runs_rescued") this.#loop.wake(SOON_MS);
  };

  /** Puts what ended so far; never rejects. */
  async flush(): Promise<void> {
    try {
      while (await this.look());
    } catch (error) {
      this.#tell(error);
    }
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  #tell(error: unknown): void {
    if (!this.#isFailing) this.#parts.onFailure(error);
    this.#isFailing = true;
  }

  /** One page. Answers whether there is more; false while another process looks. */
  async look(): Promise<boolean> {
    const put = await this.#parts.db.$transaction((tx) => putEnded(tx as unknown as Db));
    this.#isFailing = false;
    if (put > 0) this.#parts.onPut();
    return put === PAGE;
  }
}

interface Look {
  until: Date | null;
  openRuns: string[];
  now: Date;
}

async function putEnded(tx: Db): Promise<number> {
  await tx.$executeRaw`insert into cron_outside_state (id) values (1) on conflict do nothing`;
  const [last] = await tx.$queryRaw<Look[]>`
    select monitored_until as until, open_runs::text[] as "openRuns", cron_now() as now
      from cron_outside_state where id = 1 for update skip locked`;
  if (!last) return 0;
  // First what is open, then what has ended: what ends in between is in both, and never in neither.
  const open = await tx.$queryRaw<{ id: string }[]>`
    select id::text from cron_job_logs
     where lane is not null or (next_attempt_at is not null and attempt_started_at is not null)`;
  const put = last.until === null ? 0 : await putMessages(tx, last.until, last.openRuns);
  // A full page is followed by the next one of the same: what was put is not put again.
  if (put < PAGE) {
    await tx.$executeRaw`
      update cron_outside_state set monitored_until = ${last.now}, open_runs = ${open.map(({ id }) => id)}::uuid[] where id = 1`;
  }
  return put;
}

const count = (name: string) =>
  Prisma.raw(`case when jsonb_typeof(l.result -> '${name}') = 'number' then l.result -> '${name}' end`);

/** The texts are the row's: without secrets. */
const PAYLOAD = Prisma.sql`jsonb_build_object('type', 'cron.' || l.job_name, 'timestamp', cron_iso_v1(l.completed_at), 'data',
  jsonb_build_object('job', l.job_name, 'runId', l.id, 'success', l.status in ('completed', 'partial'), 'status', l.status,
    'trigger', l.trigger, 'scheduledFor', cron_iso_v1(l.scheduled_for), 'startedAt', cron_iso_v1(l.started_at),
    'completedAt', cron_iso_v1(l.completed_at), 'durationMs', l.duration_ms, 'attempts', l.attempts,
    'processed', ${count("processed")}, 'failed', ${count("failed")}, 'skipped', ${count("skipped")},
    'message', coalesce(l.error_message, l.message)))`;

async function putMessages(tx: Db, until: Date, openRuns: readonly string[]): Promise<number> {
  return await tx.$executeRaw`
    insert into outbox_messages (id, dedupe_key, kind, address, payload, next_attempt_at, created_at, run_id)
    select l.id, 'monitoring:' || l.id, 'monitoring', ${ADDRESS}, ${PAYLOAD}, n.at, n.at, l.id
      from (select cron_now() as at) n, cron_job_logs l
     where l.id in (
       select id from cron_job_logs where id = any(${[...openRuns]}::uuid[])
       union
       select id from cron_job_logs where started_at >= greatest(
         ${until}::timestamptz - make_interval(secs => ${OVERLAP_SECONDS}), cron_now() - make_interval(hours => ${OLDEST_HOURS})))
       and l.completed_at is not null and l.attempt_started_at is not null
       and not exists (select 1 from outbox_messages o where o.id = l.id)
     limit ${PAGE}
    on conflict do nothing`;
}
