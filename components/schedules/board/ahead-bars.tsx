import Link from "next/link";
import { useTranslations } from "next-intl";
import { STATE_LOOKS } from "@/components/runs/run-parts";
import { hrefOf, RUNS_PATH, runPath } from "@/components/text/paths";
import type { Tone } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { heldUntil, type SlotAhead } from "@/lib/dashboard/schedules/schedule-ahead";
import type { Lane } from "@/lib/dashboard/schedules/schedule-board";
import type { HourOfRuns, PastBoardSlot } from "@/lib/dashboard/schedules/schedule-past";
import { formatDuration } from "@/lib/dashboard/words/duration";
import { useSlotWords } from "./slot-list";

const FATES: Record<SlotAhead["fate"], string> = {
  expected: "h-3.5 border border-primary bg-primary/35",
  held: "h-2 border border-dashed border-status-idle",
  taken_out: "h-2 border-2 border-dashed border-status-warning",
};
const CLASHING = "h-6 border-2 border-status-warning bg-status-warning-bg";

/** What lies ahead of a schedule, each slot with the length its runs usually have. */
export function AheadBars({ lane, span, clashes }: { lane: Lane; span: Span; clashes: ReadonlySet<string> }) {
  const t = useTranslations("schedule.slot");
  const words = useTranslations("words");
  const { at } = useSlotWords(lane.schedule.timezone);
  const { ahead, expectedMs, schedule } = lane;
  if (ahead.kind === "band") return <Band lane={lane} span={span} />;
  const usually = expectedMs === null ? "" : t("usually", { duration: formatDuration(words, expectedMs) });
  return ahead.slots.map((slot) => {
    const clash = slot.fate === "expected" && clashes.has(clashKey(schedule.id, slot.at));
    const told = `${at(slot.at)}: ${t(`fate.${slot.fate}`)}${usually}${clash ? t("clash") : ""}`;
    return (
      <li key={slot.at.toISOString()} title={told}>
        <span
          style={placeOf(slot.at, new Date(slot.at.getTime() + (expectedMs ?? 0)), span)}
          className={cn("absolute bottom-1 min-w-1.5 rounded-xs", clash ? CLASHING : FATES[slot.fate])}
        />
        <span className="sr-only">{told}</span>
      </li>
    );
  });
}

/** Identifies a slot among those that meet others. */
export const clashKey = (scheduleId: string, at: Date) => `${scheduleId} ${Math.floor(at.getTime() / 60_000)}`;

/** Slots that are too many to tell apart. */
function Band({ lane, span }: { lane: Lane; span: Span }) {
  const t = useTranslations("schedule.slot");
  const words = useTranslations("words");
  const { ahead, holds, expectedMs } = lane;
  if (ahead.kind !== "band") return null;
  const goesOn = heldUntil(holds, span.now);
  const held = goesOn === null || goesOn > ahead.first;
  const told = t("band", { count: ahead.count, gap: formatDuration(words, ahead.gapMs) });
  const usually = expectedMs === null ? "" : t("usually", { duration: formatDuration(words, expectedMs) });
  return (
    <li title={`${told}${usually}`}>
      <span
        style={placeOf(ahead.first, ahead.until, span)}
        className={cn(
          "absolute bottom-1 flex h-5 items-center overflow-hidden rounded-xs px-1.5 text-xs whitespace-nowrap",
          held && goesOn === null
            ? "border border-dashed border-status-idle text-muted-foreground"
            : "border border-primary/60 bg-primary/10 text-foreground",
        )}
      >
        {told}
        <span className="sr-only">{held ? t("fate.held") : t("fate.expected")}</span>
      </span>
      {held && goesOn !== null && (
        <span
          style={placeOf(ahead.first, goesOn, span)}
          className="absolute bottom-1 h-5 rounded-xs border border-dashed border-status-idle bg-card"
        />
      )}
    </li>
  );
}

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

function PastBar({ slot, timezone, span }: { slot: PastBoardSlot; timezone: string; span: Span }) {
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

/** Colour and height of a bar: what went wrong is taller, so that colour is never the only sign. */
export const BAR_LOOKS: Record<Tone, string> = {
  success: "h-3.5 bg-status-success",
  warning: "h-5 border-2 border-status-warning bg-status-warning-bg",
  failed: "h-7 bg-status-failed",
  running: "h-4 bg-status-running motion-safe:animate-pulse",
  idle: "h-2 bg-status-idle/70",
};

/** Where between two instants another one lies, in percent of the way, kept inside. */
export function percentOf(at: Date, { from, to }: { from: Date; to: Date }): number {
  const share = (at.getTime() - from.getTime()) / (to.getTime() - from.getTime());
  return Math.round(Math.min(1, Math.max(0, share)) * 100_000) / 1000;
}

/** The place of a bar on its track. */
function placeOf(start: Date, end: Date, span: { from: Date; to: Date }): { left: string; width: string } {
  const left = percentOf(start, span);
  return { left: `${left}%`, width: `${Math.max(0, percentOf(end, span) - left)}%` };
}
