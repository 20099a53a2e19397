import Link from "next/link";
import { useTranslations } from "next-intl";
import { schedulePath } from "@/components/shell/paths";
import { cn } from "@/components/ui/cn";
import type { Lane, ScheduleBoard } from "@/lib/dashboard/schedule-board";
import { wallClock } from "@/lib/dashboard/zoned-text";
import { AheadBars, clashKey } from "./ahead-bars";
import { percentOf } from "./bar-looks";
import { HoldBadge } from "./hold-badge";
import { PastBars, type Span } from "./past-bars";
import { TimingWords } from "./timing-words";

const HOUR_MS = 3_600_000;

/** A lane for each schedule: what became of its slots to the left of now, what is expected to the right. */
export function Lanes({ board }: { board: ScheduleBoard }) {
  const t = useTranslations("schedule");
  const span = { from: board.from, now: board.now, to: board.to };
  const clashes = clashesOf(board);
  return (
    <section
      aria-label={t("lanes.title")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-ring"
    >
      <div className="relative min-w-[44rem]">
        <div className={cn(GRID, "sticky top-0 border-b border-border bg-card")}>
          <span className="max-sm:hidden" />
          <Axis span={span} />
        </div>
        <ul className="divide-y divide-border">
          {board.lanes.map((lane) => (
            <LaneRow key={lane.schedule.id} lane={lane} span={span} clashes={clashes} />
          ))}
        </ul>
      </div>
    </section>
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
          {schedule.timing.kind === "cron" && schedule.timezone !== "UTC" && ` · ${schedule.timezone}`}
        </p>
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

/** Hours (of a day) or days (of a week) in UTC, and now. */
function Axis({ span }: { span: Span }) {
  const t = useTranslations("schedule.lanes");
  return (
    <div className="relative h-9 border-l border-border text-[0.6875rem] text-muted-foreground">
      {ticksOf(span).map((at) => (
        <span
          key={at.toISOString()}
          style={{ left: `${percentOf(at, span)}%` }}
          className="absolute bottom-1 -translate-x-1/2 whitespace-nowrap first:translate-x-0"
        >
          {at.getUTCHours() === 0 ? wallClock(at, "UTC").slice(5, 10) : wallClock(at, "UTC").slice(11)}
        </span>
      ))}
      <span
        style={{ left: `${percentOf(span.now, span)}%` }}
        className="absolute top-0.5 -translate-x-1/2 rounded-full bg-primary px-1.5 leading-4 font-medium text-primary-foreground"
      >
        {t("now", { time: wallClock(span.now, "UTC").slice(11, 16) })}
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

/** Every six hours, or every day where more than three of them are shown; none so near to now that both run together. */
function ticksOf({ from, now, to }: Span): Date[] {
  const step = to.getTime() - from.getTime() > 72 * HOUR_MS ? 24 * HOUR_MS : 6 * HOUR_MS;
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
