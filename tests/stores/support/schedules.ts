import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { Dispatcher } from "../../../lib/cron/engine/dispatcher.ts";
import type { AnyJob } from "../../../lib/cron/jobs/define-job.ts";
import { createEvents, type Subscriber } from "../../../lib/cron/ports/events.ts";
import { createRegistry } from "../../../lib/cron/schedules/registry.ts";
import { DEFAULT_SETTINGS, firstSlot, type ScheduleSettings } from "../../../lib/cron/schedules/settings.ts";
import type { Clock } from "../../../lib/cron/words/clock.ts";
import { redactNothing } from "../../../lib/cron/words/redact.ts";
import { systemClock } from "../../../lib/observe/machine.ts";
import type { PostgresScheduleStore } from "../../../lib/stores/postgres/schedule-store.ts";
import type { TestStores } from "./postgres-stores.ts";

/** A dispatcher of its own over shared stores: several stand for several processes. */
export function dispatcherOn(
  { runs, states, schedules }: TestStores & { schedules: PostgresScheduleStore },
  jobs: readonly AnyJob[],
  { clock = systemClock, onEvent }: { clock?: Clock; onEvent?: Subscriber } = {},
) {
  const events = createEvents((error) => {
    throw error;
  });
  if (onEvent) events.subscribe(onEvent);
  const parts = {
    registry: createRegistry(jobs),
    runs,
    states,
    clock,
    random: Math.random,
    randomBytes: (count: number) => randomBytes(count),
    services: null,
    events,
    times: { leaseMs: 20_000, heartbeatMs: 5_000, sweepMs: 5_000, maxDurationMs: null },
    worker: "test",
    release: null,
    redact: redactNothing,
    isStoreUnavailable: () => false,
  };
  return new Dispatcher(parts, schedules);
}

/** A clock that stands still until it is set; its monotonic time moves with it. */
export function steppedClock(start: Date): Clock & { set(at: Date): void } {
  let now = start;
  return {
    now: () => now,
    monotonicMs: () => now.getTime(),
    sleep: async () => undefined,
    set: (at) => {
      now = at;
    },
  };
}

type Given = Partial<ScheduleSettings> & { id: string; jobName: string; anchorAt?: Date };

/** Puts a schedule into the table as if it had been made at `now`. */
export async function insertSchedule(pool: Pool, given: Given, now: Date): Promise<void> {
  const { id, jobName, anchorAt = now, ...changes } = given;
  const settings = { ...DEFAULT_SETTINGS, ...changes };
  const slot = firstSlot(settings, { anchorAt, now });
  await pool.query(
    `insert into cron_schedules (id, job_name, name, origin, kind, expression, timezone, every_seconds, anchor_at, run_at, params, enabled, misfire,
       max_lateness_seconds, max_catch_up, overlap, grace_seconds, delay_seconds, jitter_seconds, starts_at, ends_at, next_slot, next_run_at, created_at)
     values ($1, $2, $1, 'person', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::integer, $17, $18, $19, $20::timestamptz, $20::timestamptz + $16::integer * interval '1 second', $21)`,
    [
      id,
      jobName,
      settings.kind,
      settings.expression,
      settings.timezone,
      settings.everySeconds,
      anchorAt,
      settings.runAt,
      settings.params,
      settings.enabled,
      settings.misfire,
      settings.maxLatenessSeconds,
      settings.maxCatchUp,
      settings.overlap,
      settings.graceSeconds,
      settings.delaySeconds,
      settings.jitterSeconds,
      settings.startsAt,
      settings.endsAt,
      slot,
      now,
    ],
  );
}

/** One line per ledger row of a schedule, oldest first: status, reason, slot, slots it stands for. */
export async function ledger(pool: Pool, scheduleId: string) {
  const { rows } = await pool.query(
    `select status, reason, trigger, scheduled_for as slot, slot_until as until, slot_count as count, coalesced_count as coalesced
     from cron_job_logs where schedule_id = $1 order by scheduled_for`,
    [scheduleId],
  );
  return rows as {
    status: string;
    reason: string | null;
    trigger: string;
    slot: Date;
    until: Date | null;
    count: number;
    coalesced: number;
  }[];
}
