import { randomUUID } from "node:crypto";
import type { AnyJob } from "../../../lib/cron/jobs/define-job.ts";
import { declaredSettings, registryScheduleId, timingOf } from "../../../lib/cron/schedules/settings.ts";
import { nextSlot, type Timing } from "../../../lib/cron/time/timing.ts";
import type { Db } from "../../../lib/db.ts";

/** What becomes of a slot, or of a run that a person starts. */
export interface SimulatedRun {
  slot: Date | null;
  startedAt: Date;
  endedAt: Date;
  status: string;
  reason?: string;
  attempts?: number;
  trigger?: string;
}

/** A job with what becomes of its next slot; null: nobody sees to it, and the schedule stays where it is. */
export interface SimulatedJob {
  job: AnyJob;
  next(slot: Date): SimulatedRun[] | null;
}

interface Line extends SimulatedJob {
  timing: Timing | null;
  slot: Date | null;
  /** Begun and not ended by the time that was reached. */
  open: { id: string; run: SimulatedRun }[];
}

/** A row of cron_job_logs by its columns. */
type StoredRun = Record<string, Date | string | number | null>;

/** Writes the rows that an installation has at each instant: runs at work, runs that ended, schedules moved on. */
export class SimulatedInstallation {
  readonly #db: Db;
  readonly #lines: Line[];

  constructor(db: Db, jobs: readonly SimulatedJob[], from: Date) {
    this.#db = db;
    this.#lines = jobs.map((simulated) => {
      const settings = declaredSettings(simulated.job, { watchAfterSeconds: () => null, graceSeconds: 30 });
      const timing = settings && timingOf(settings, from);
      return { ...simulated, timing, slot: timing && nextSlot(timing, from), open: [] };
    });
  }

  get jobs(): AnyJob[] {
    return this.#lines.map(({ job }) => job);
  }

  /** Stores the schedules as a dispatcher makes them. */
  async store(from: Date): Promise<void> {
    const data = this.#lines.flatMap(({ job, slot }) => {
      const settings = declaredSettings(job, { watchAfterSeconds: () => null, graceSeconds: 30 });
      if (!settings) return [];
      const { kind, expression, timezone, everySeconds } = settings;
      const names = { id: registryScheduleId(job), jobName: job.name, name: job.name, origin: "code" };
      const times = { anchorAt: from, createdAt: from, nextSlot: slot, nextRunAt: slot };
      return [{ ...names, kind, expression, timezone, everySeconds, ...times }];
    });
    await this.#db.cronSchedule.createMany({ data });
  }

  /** Moves on to an instant. */
  async reach(now: Date): Promise<void> {
    const rows = this.#lines.flatMap((line) => this.#advance(line, now));
    await this.#insert(rows);
    await this.#end(now);
    await this.#move();
  }

  /** As JSON in one statement: a month has thousands of rows. */
  async #insert(rows: readonly StoredRun[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#db.$executeRaw`
      insert into cron_job_logs (id, job_name, status, reason, trigger, schedule_id, scheduled_for, lock_key, lane, lease_expires_at,
                                 created_at, started_at, completed_at, duration_ms, attempts, max_attempts, error_message)
      select id, job_name, status, reason, trigger, schedule_id, scheduled_for, lock_key, lane, lease_expires_at,
             started_at, started_at, completed_at, duration_ms, attempts, max_attempts, error_message
        from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, job_name text, status text, reason text, trigger text,
             schedule_id text, scheduled_for timestamptz, lock_key text, lane smallint, lease_expires_at timestamptz,
             started_at timestamptz, completed_at timestamptz, duration_ms integer, attempts smallint, max_attempts smallint,
             error_message text)`;
  }

  #advance(line: Line, now: Date): StoredRun[] {
    const rows: StoredRun[] = [];
    while (line.timing && line.slot && line.slot <= now) {
      const runs = line.next(line.slot);
      if (runs === null) break;
      for (const run of runs) rows.push(this.#begin(line, run, now));
      line.slot = nextSlot(line.timing, line.slot);
    }
    return rows;
  }

  /** A run that begins within the next seconds is written as if it had begun: so short is the wait for a lane. */
  #begin(line: Line, run: SimulatedRun, now: Date): StoredRun {
    const id = randomUUID();
    const never = run.status === "skipped" || run.status === "missed";
    const open = !never && run.endedAt > now;
    if (open) line.open.push({ id, run });
    const { slot, startedAt, trigger = "schedule", reason = null, attempts = 1 } = run;
    return {
      ...{ id, job_name: line.job.name, trigger, reason, started_at: startedAt, lock_key: id },
      ...{ schedule_id: slot && registryScheduleId(line.job), scheduled_for: slot },
      ...{ attempts: never ? 0 : attempts, max_attempts: line.job.maxAttempts },
      ...(open ? heldUntil(now) : endingOf(run)),
    };
  }

  /** Renews the leases of runs at work, and ends those whose time has come. */
  async #end(now: Date): Promise<void> {
    const open = this.#lines.flatMap((line) => line.open);
    const states = open.map(({ id, run }) => ({ id, ...(run.endedAt > now ? heldUntil(now) : endingOf(run)) }));
    for (const line of this.#lines) line.open = line.open.filter(({ run }) => run.endedAt > now);
    await this.#db.$executeRaw`
      update cron_job_logs l set status = r.status, lane = r.lane, lease_expires_at = r.lease_expires_at,
             completed_at = r.completed_at, duration_ms = r.duration_ms, error_message = r.error_message
        from json_to_recordset(${JSON.stringify(states)}::json) as r(id uuid, status text, lane smallint, lease_expires_at timestamptz,
             completed_at timestamptz, duration_ms integer, error_message text) where l.id = r.id`;
  }

  async #move(): Promise<void> {
    const moved = this.#lines.filter(({ timing }) => timing !== null);
    const ids = moved.map(({ job }) => registryScheduleId(job));
    const slots = moved.map(({ slot }) => slot?.toISOString() ?? null);
    await this.#db.$executeRaw`
      update cron_schedules s set next_slot = n.slot::timestamptz, next_run_at = n.slot::timestamptz
        from unnest(${ids}::text[], ${slots}::text[]) as n(id, slot) where s.id = n.id`;
  }
}

const heldUntil = (now: Date) => ({ status: "started", lane: 1, lease_expires_at: new Date(now.getTime() + 15_000) });

function endingOf({ status, startedAt, endedAt }: SimulatedRun) {
  const ran = status !== "skipped" && status !== "missed";
  const duration_ms = ran ? endedAt.getTime() - startedAt.getTime() : null;
  const error_message = status === "failed" ? "the other side was away" : null;
  return { status, lane: null, lease_expires_at: null, completed_at: endedAt, duration_ms, error_message };
}
