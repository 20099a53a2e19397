import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { Signal } from "../words/incident.ts";
import { subjects } from "../words/vocabulary.ts";
import type { JobView } from "./job-view.ts";
import { type SignalReads, unresolvedOf } from "./signal-reads.ts";
import { ended, jobFacts, type SignalRow, toldAt } from "./signal-row.ts";
import { readSlotViews, type SlotView, type WaitingSchedule } from "./slot-view.ts";
import { type RowVerdict, signalOf } from "./verdict.ts";

/**
 * Slots that nobody saw to, by schedule.
 * @param views of all jobs of which something ended, waits, or has an unresolved incident
 */
export async function missedSignals(
  reads: SignalReads,
  views: readonly JobView[],
  waiting: readonly WaitingSchedule[],
): Promise<Signal[]> {
  const byName = new Map(views.map((view) => [view.job.name, view]));
  const marginSecondsOf = (name: string) => reads.rule("missed", byName.get(name)?.job).numbers.marginSeconds;
  const ids = schedulesToAsk(reads, views, waiting);
  const known = await readSlotViews(reads, ids, { waiting, marginSecondsOf });
  const told = known.flatMap((slots): Signal[] => {
    const view = byName.get(slots.jobName);
    return view ? slotSignals(reads, view, slots) : [];
  });
  return [...told, ...goneSignals(reads, known)];
}

function schedulesToAsk(reads: SignalReads, views: readonly JobView[], waiting: readonly WaitingSchedule[]) {
  const prefix = subjects.schedule("").length;
  const missed = views.flatMap(({ rows }) => rows.filter(({ status }) => status === "missed"));
  return new Set([
    ...unresolvedOf(reads, "missed").map(({ subject }) => subject.slice(prefix)),
    ...missed.flatMap(({ scheduleId }) => scheduleId ?? []),
    ...waiting.map(({ id }) => id),
  ]);
}

function slotSignals(reads: SignalReads, { job, duty }: JobView, slots: SlotView): Signal[] {
  const subject = subjects.schedule(slots.id);
  const held = duty === "on" ? slots.duty : duty;
  return signalOf(reads, { rule: "missed", subject, job, duty: held }, () => missedVerdict(job, slots));
}

/** Their schedule was deleted, though its job is there: no slot of it will ever run. */
function goneSignals(reads: SignalReads, known: readonly SlotView[]): Signal[] {
  const there = new Set(known.map(({ id }) => subjects.schedule(id)));
  const names = new Set(reads.jobs.map(({ name }) => name));
  const ofJobs = unresolvedOf(reads, "missed").filter(({ jobName }) => jobName !== null && names.has(jobName));
  const gone = ofJobs.filter(({ subject }) => !there.has(subject));
  return gone.map(({ rule, subject }): Signal => ({ rule, subject, at: reads.now, says: "right" }));
}

/** Whether slots lie between the latest that ran and now that were missed, or that nobody has seen to. Pure. */
function missedVerdict(job: AnyJob, slots: SlotView): RowVerdict {
  const ran = slots.rows.findIndex(hasRun);
  const lastRan = slots.rows[ran] ?? null;
  const since = ran < 0 ? slots.rows : slots.rows.slice(0, ran);
  const trouble = troubleOf(
    since.filter(({ status }) => status === "missed"),
    slots,
  );
  if (!trouble) return lastRan ? { says: "right", at: lastRan.startedAt } : null;
  const { code, count, from, at, row } = trouble;
  const { id, name } = slots;
  const facts = {
    ...jobFacts(job, row),
    code,
    schedule: { id, name },
    count,
    since: from.toISOString(),
  };
  return { says: "wrong", at, facts };
}

interface Trouble {
  code: "missed" | "no_ending" | "parked" | "not_begun";
  /** Slots. */
  count: number;
  from: Date;
  at: Date;
  /** The slot's, where it has one. */
  row: SignalRow | null;
}

/** @param missed newest first, since the latest slot that ran */
function troubleOf(missed: readonly SignalRow[], { overdue, unbegun }: SlotView): Trouble | null {
  const [last, first] = [missed[0], missed.at(-1)];
  const count = missed.reduce((sum, { slots }) => sum + slots, 0);
  const firstSlot = first?.scheduledFor ?? null;
  if (overdue) {
    const code = overdue.parked ? "parked" : "no_ending";
    return { code, count: count + overdue.slots, from: firstSlot ?? overdue.from, at: overdue.from, row: null };
  }
  if (unbegun) {
    const slot = unbegun.scheduledFor ?? unbegun.startedAt;
    return { code: "not_begun", count: count + 1, from: firstSlot ?? slot, at: slot, row: unbegun };
  }
  return last ? { code: "missed", count, from: firstSlot ?? last.startedAt, at: toldAt(last), row: last } : null;
}

const hasRun = (row: SignalRow) => row.status === "started" || ended(row);
