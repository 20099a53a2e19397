import Link from "next/link";
import { STATE_LOOKS } from "@/components/runs/status-badge";
import { hrefOf } from "@/components/shell/href";
import { RUNS_PATH, runPath } from "@/components/shell/paths";
import type { Tone } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import type { Lane } from "@/lib/dashboard/schedule-board";
import type { HourOfRuns, PastSlot } from "@/lib/dashboard/schedule-past";
import { BAR_LOOKS, placeOf } from "./bar-looks";
import { useSlotWords } from "./slot-words";

export interface Span {
  from: Date;
  now: Date;
  to: Date;
}

const HOUR_MS = 3_600_000;
const BAR =
  "absolute bottom-1 block min-w-1.5 rounded-xs hover:brightness-110 focus-visible:outline-2 focus-visible:outline-offset-1 focus-visible:outline-ring";

/** What became of a schedule's slots, each bar a link to its run; hour by hour where they are too many. */
export function PastBars({ lane, span }: { lane: Lane; span: Span }) {
  const { past, schedule } = lane;
  if (past.kind === "hours") {
    return past.hours.map((hour) => <HourCell key={hour.hour.toISOString()} hour={hour} lane={lane} span={span} />);
  }
  return past.slots.map((slot) => (
    <PastBar key={`${slot.runId}-${slot.slot.toISOString()}`} slot={slot} timezone={schedule.timezone} span={span} />
  ));
}

function PastBar({ slot, timezone, span }: { slot: PastSlot; timezone: string; span: Span }) {
  const words = useSlotWords(timezone);
  const start = slot.startedAt ?? slot.slot;
  const end = slot.completedAt ?? slot.slotUntil ?? (slot.state === "started" ? span.now : start);
  const told = `${words.at(slot.slot)}: ${words.ending(slot)}`;
  return (
    <li>
      <Link
        href={runPath(slot.runId)}
        prefetch={false}
        title={told}
        aria-label={told}
        style={placeOf(start, slot.slotUntil ?? end, span)}
        className={cn(BAR, BAR_LOOKS[STATE_LOOKS[slot.state].tone])}
      />
    </li>
  );
}

/** The job's runs of an hour, as a link to their list. */
function HourCell({ hour, lane, span }: { hour: HourOfRuns; lane: Lane; span: Span }) {
  const words = useSlotWords(lane.schedule.timezone);
  const end = new Date(Math.min(hour.hour.getTime() + HOUR_MS - 1, span.now.getTime()));
  const told = `${words.at(hour.hour)}: ${words.hour(hour)}`;
  const href = hrefOf(RUNS_PATH, {
    job_name: lane.schedule.jobName,
    from: hour.hour.toISOString(),
    to: new Date(hour.hour.getTime() + HOUR_MS).toISOString(),
    status: hour.failed > 0 ? "failed" : null,
  });
  return (
    <li>
      <Link
        href={href}
        prefetch={false}
        title={told}
        aria-label={told}
        style={placeOf(hour.hour, end, span)}
        className={cn(BAR, "flex h-7 flex-col justify-end border-r border-card")}
      >
        {hour.failed > 0 && (
          <span aria-hidden style={{ height: `${failedPercent(hour)}%` }} className="block bg-status-failed" />
        )}
        <span aria-hidden className={cn("block", hour.failed > 0 ? REST : BAR_LOOKS[toneOf(hour)])} />
      </Link>
    </li>
  );
}

/** Under the failed part of an hour. */
const REST = "h-3.5 bg-status-success";

/** Seen also where only one of many failed; the rest of the cell is half of it. */
function failedPercent({ successful, failed }: HourOfRuns): number {
  return Math.max(20, Math.round((50 * failed) / (failed + successful)));
}

function toneOf({ successful, missed }: HourOfRuns): Tone {
  if (missed > 0) return "warning";
  return successful > 0 ? "success" : "idle";
}
