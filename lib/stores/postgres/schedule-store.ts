import type { RunQueue } from "../../cron/ports/queue.ts";
import type { SlotRequest } from "../../cron/ports/runs.ts";
import type { Dispatched, DispatchItem, DueRow, ScheduleStore } from "../../cron/ports/schedules.ts";
import type { ScheduleRecord, ScheduleWrite } from "../../cron/schedules/record.ts";
import type { ScheduleSettings } from "../../cron/schedules/settings.ts";
import type { Timing } from "../../cron/time/timing.ts";
import type { Json } from "../../cron/words/json.ts";
import type { HoldReason, MisfirePolicy, OverlapPolicy } from "../../cron/words/vocabulary.ts";
import { writeAndCarry } from "./carry-waiting.ts";
import { type ScheduleSqlRow, scheduleJson, toRecord } from "./schedule-rows.ts";
import type { Statements } from "./statements.ts";

interface DueSqlRow {
  now: Date;
  id: string;
  job_name: string;
  version: number;
  kind: ScheduleSettings["kind"];
  expression: string | null;
  timezone: string;
  every_seconds: number | null;
  anchor_at: Date | null;
  run_at: Date | null;
  next_slot: Date;
  misfire: MisfirePolicy;
  max_lateness_seconds: number | null;
  max_catch_up: number;
  grace_seconds: number;
  delay_seconds: number;
  jitter_seconds: number;
  overlap: OverlapPolicy | null;
  params: Json;
  ends_at: Date | null;
  pauses: { from: string; until: string }[] | null;
}

/** Schedules in `cron_schedules`: read without locks, moved by compare-and-set together with the runs they make. */
export class PostgresScheduleStore implements ScheduleStore {
  readonly #statements: Statements;
  readonly #queue: RunQueue | null;

  constructor(statements: Statements, queue: RunQueue | null) {
    this.#statements = statements;
    this.#queue = queue;
  }

  async due(request: { limit: number; jobNames: readonly string[] }): Promise<{ now: Date; rows: DueRow[] }> {
    const rows = await this.#statements.run<DueSqlRow>("due", [request.limit, request.jobNames]);
    return { now: rows[0]?.now ?? new Date(0), rows: rows.map(toDueRow) };
  }

  async pending(scheduleIds: readonly string[]): Promise<{ now: Date; rows: DueRow[] }> {
    const rows = await this.#statements.run<DueSqlRow>("pending", [scheduleIds]);
    return { now: rows[0]?.now ?? new Date(0), rows: rows.map(toDueRow) };
  }

  async heldBack({ scheduleId, previous, next }: SlotRequest): Promise<HoldReason | null> {
    const [row] = await this.#statements.run<{ reason: HoldReason | null }>("heldBack", [scheduleId, previous, next]);
    return row?.reason ?? null;
  }

  async dispatch(items: DispatchItem[]): Promise<Dispatched[]> {
    if (items.length === 0) return [];
    type Row = { schedule_id: string; runs: number };
    const rows = await writeAndCarry<Row>(this.#statements, this.#queue, {
      name: "dispatch",
      values: [JSON.stringify(items.map(toJson))],
      runIdsOf: (moved) => {
        const withRuns = new Set(moved.filter(({ runs }) => runs > 0).map((row) => row.schedule_id));
        return items.flatMap((item) => (withRuns.has(item.scheduleId) ? item.runs.map(({ id }) => id) : []));
      },
    });
    return rows.map((row) => ({ scheduleId: row.schedule_id, runs: row.runs }));
  }

  async park({ id, version, nextSlot }: DueRow, reason: string): Promise<boolean> {
    const values = [id, version, nextSlot, reason];
    const [row] = await this.#statements.run<{ parked: boolean }>("park", values);
    return row?.parked ?? false;
  }

  async declared(scheduleIds: readonly string[]): Promise<{ now: Date; records: ScheduleRecord[] }> {
    const [clock] = await this.#statements.run<{ now: Date }>("now", []);
    const rows = await this.#statements.run<ScheduleSqlRow>("declared", [scheduleIds]);
    return { now: clock?.now ?? new Date(0), records: rows.map(toRecord) };
  }

  async lastSlots(scheduleIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const rows = await this.#statements.run<{ id: string; slot: Date }>("lastSlots", [scheduleIds]);
    return new Map(rows.map(({ id, slot }) => [id, slot]));
  }

  async registerJobs(jobs: Parameters<ScheduleStore["registerJobs"]>[0]): Promise<void> {
    const rows = jobs.map(({ name, aliases, enabledByDefault }) => ({
      job_name: name,
      aliases,
      enabled_by_default: enabledByDefault,
    }));
    await this.#statements.run("registerJobs", [JSON.stringify(rows)]);
  }

  async put(write: ScheduleWrite): Promise<number | null> {
    const [row] = await this.#statements.run<{ version: number | null }>("putSchedule", [scheduleJson(write)]);
    return row?.version ?? null;
  }

  async msUntilNextDue(jobNames: readonly string[]): Promise<number | null> {
    const [row] = await this.#statements.run<{ ms: number | null }>("msUntilDue", [jobNames]);
    return row?.ms ?? null;
  }
}

function toDueRow(row: DueSqlRow): DueRow {
  return {
    id: row.id,
    jobName: row.job_name,
    version: row.version,
    timing: toTiming(row),
    nextSlot: row.next_slot,
    rules: {
      misfire: row.misfire,
      maxLatenessMs: row.max_lateness_seconds === null ? null : row.max_lateness_seconds * 1000,
      maxCatchUp: row.max_catch_up,
      graceMs: row.grace_seconds * 1000,
    },
    delayMs: row.delay_seconds * 1000,
    jitterMs: row.jitter_seconds * 1000,
    overlap: row.overlap,
    params: row.params,
    endsAt: row.ends_at,
    pauses: (row.pauses ?? []).map(({ from, until }) => ({ from: new Date(from), until: new Date(until) })),
  };
}

/** A CHECK of the table keeps each kind complete. */
function toTiming(row: DueSqlRow): Timing {
  switch (row.kind) {
    case "cron":
      return { kind: "cron", expression: row.expression ?? "", timezone: row.timezone };
    case "interval":
      return { kind: "interval", everySeconds: row.every_seconds ?? 0, anchor: row.anchor_at ?? row.next_slot };
    case "date":
      return { kind: "date", at: row.run_at ?? row.next_slot };
  }
}

function toJson(item: DispatchItem) {
  return {
    schedule_id: item.scheduleId,
    version: item.version,
    slot: item.slot,
    next_slot: item.nextSlot,
    next_run_at: item.nextRunAt,
    last_slot: item.lastSlot,
    job_name: item.jobName,
    enabled_by_default: item.enabledByDefault,
    lock_key: item.lockKey,
    lanes: item.lanes,
    overlap: item.overlap,
    max_attempts: item.maxAttempts,
    params: item.params,
    release: item.release,
    runs: item.runs,
    unrun: item.unrun,
  };
}
