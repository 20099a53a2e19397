import Link from "next/link";
import { useTimeZone, useTranslations } from "next-intl";
import { schedulePath } from "@/components/text/paths";
import { cn } from "@/components/ui/cn";
import type { Lane, ScheduleBoard } from "@/lib/dashboard/schedules/schedule-board";
import { shownZone, wallClock } from "@/lib/dashboard/words/zone";
import { HoldBadge, TimingWords } from "../hold-badge";
import { AheadBars, clashKey, PastBars, percentOf, type Span } from "./ahead-bars";
import { ScrolledToNow } from "./scrolled-to-now";

const HOUR_MS = 3_600_000;

/** A lane for each schedule: what became of its slots to the left of now, what is expected to the right. */
export function Lanes({ board }: { board: ScheduleBoard }) {
  const t = useTranslations("schedule");
  const zone = shownZone(useTimeZone(), undefined);
  const span = { from: board.from, now: board.now, to: board.to };
  const clashes = clashesOf(board);
  return (
    <ScrolledToNow label={t("lanes.title", { zone })} percent={percentOf(board.now, span)}>
      <div className="relative min-w-[44rem]">
        <div className={cn(GRID, "sticky top-0 border-b border-border bg-card")}>
          <span className="max-sm:hidden" />
          <Axis span={span} zone={zone} />
        </div>
        <ul className="divide-y divide-border">
          {board.lanes.map((lane) => (
            <LaneRow key={lane.schedule.id} lane={lane} span={span} clashes={clashes} />
          ))}
        </ul>
      </div>
    </ScrolledToNow>
  );
}

const GRID = "grid sm:grid-cols-[13.5rem_minmax(0,1fr)]";

function LaneRow({ lane, span, clashes }: { lane: Lane; span: Span; clashes: ReadonlySet<string> }) {
  const t = useTranslations("schedule.lanes");
  const { schedule, holds } = lane;
  return (
    <li className={cn(GRID, "items-stretch hover:bg-accent/40")}>
      <div className="sticky left-0 z-10 w-fit max-w-full py-2 pr-3 pl-4 max-sm:max-w-[20rem] sm:w-auto sm:bg-card">
        <Link
          href={schedulePath(schedule.id)}
          className="block truncate text-sm font-medium underline-offset-2 hover:underline"
          title={schedule.name}
        >
          {schedule.origin === "code" ? schedule.jobName : schedule.name}
        </Link>
        <p className="truncate text-xs text-muted-foreground">
          <TimingWords timing={schedule.timing} />
        </p>
        {schedule.timing.kind === "cron" && schedule.timezone !== "UTC" && (
          <p className="text-xs text-muted-foreground">{schedule.timezone}</p>
        )}
        <HoldBadge holds={holds} />
      </div>
      <div className="relative min-h-11 border-l border-border">
        <Grid span={span} />
        <ol aria-label={t("past", { name: schedule.name })}>
          <PastBars lane={lane} span={span} />
        </ol>
        <ol aria-label={t("ahead", { name: schedule.name })}>
          <AheadBars lane={lane} span={span} clashes={clashes} />
        </ol>
      </div>
    </li>
  );
}

/** Hours (of a day) or days (of a week), and now. */
function Axis({ span, zone }: { span: Span; zone: string }) {
  const t = useTranslations("schedule.lanes");
  return (
    <div className="relative h-9 border-l border-border text-[0.6875rem] text-muted-foreground">
      {ticksOf(span).map((at) => (
        <span
          key={at.toISOString()}
          style={{ left: `${percentOf(at, span)}%` }}
          className="absolute bottom-1 -translate-x-1/2 whitespace-nowrap first:translate-x-0"
        >
          {tickText(wallClock(at, zone), span)}
        </span>
      ))}
      <span
        style={{ left: `${percentOf(span.now, span)}%` }}
        className="absolute top-0.5 -translate-x-1/2 rounded-full bg-primary px-1.5 leading-4 font-medium text-primary-foreground"
      >
        {t("now", { time: wallClock(span.now, zone).slice(11, 16) })}
      </span>
    </div>
  );
}

function Grid({ span }: { span: Span }) {
  return (
    <div aria-hidden>
      {ticksOf(span).map((at) => (
        <span
          key={at.toISOString()}
          style={{ left: `${percentOf(at, span)}%` }}
          className="absolute inset-y-0 w-px bg-border/70"
        />
      ))}
      <span style={{ left: `${percentOf(span.now, span)}%` }} className="absolute inset-y-0 w-0.5 bg-primary" />
    </div>
  );
}

/** The day where one begins, or where only days are shown, else the time of day. */
const tickText = (clock: string, span: Span) =>
  clock.endsWith("00:00") || stepOf(span) > 6 * HOUR_MS ? clock.slice(5, 10) : clock.slice(11);

const stepOf = ({ from, to }: Span) => (to.getTime() - from.getTime() > 72 * HOUR_MS ? 24 * HOUR_MS : 6 * HOUR_MS);

/** Every six hours, or every day where more than three of them are shown; none so near to now that both run together. */
function ticksOf(span: Span): Date[] {
  const { from, now, to } = span;
  const step = stepOf(span);
  const first = Math.ceil(from.getTime() / step) * step;
  const count = Math.floor((to.getTime() - first) / step) + 1;
  const ticks = Array.from({ length: count }, (_, index) => new Date(first + index * step));
  return ticks.filter((at) => at.getTime() !== now.getTime());
}

/** Slots that meet others: of a herd, or of a job that would still run. */
function clashesOf({ meetings }: ScheduleBoard): Set<string> {
  const ofHerds = meetings.herds.flatMap(({ at, members }) =>
    members.map(({ scheduleId }) => clashKey(scheduleId, at)),
  );
  const ofOverlaps = meetings.overlaps.map(({ second }) => clashKey(second.scheduleId, second.at));
  return new Set([...ofHerds, ...ofOverlaps]);
}
