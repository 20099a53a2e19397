import { GitCompareArrows } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { jobPath, schedulePath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { Lane } from "@/lib/dashboard/schedules/schedule-board";
import { wallClock } from "@/lib/dashboard/words/zone";
import { HoldBadge, TimingWords } from "../hold-badge";
import { RowActions, type ScheduleControls, TakenOut } from "./row-actions";

/** Schedules in a table; on narrow screens the columns fold into the first one. */
export function ScheduleTable({ lanes, controls }: { lanes: readonly Lane[]; controls: ScheduleControls | null }) {
  const t = useTranslations("schedule.table");
  return (
    <div className="overflow-x-auto">
      <Table>
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr>
            <TableHead>{t("schedule")}</TableHead>
            <TableHead className="max-md:hidden">{t("fires")}</TableHead>
            <TableHead className="max-lg:hidden">{t("next")}</TableHead>
            <TableHead className="max-lg:hidden">{t("last")}</TableHead>
            <TableHead className="max-sm:hidden">{t("state")}</TableHead>
            {controls && (
              <TableHead className="max-md:hidden">
                <span className="sr-only">{t("actions")}</span>
              </TableHead>
            )}
          </tr>
        </thead>
        <tbody>
          {lanes.map((lane) => (
            <ScheduleRow key={lane.schedule.id} lane={lane} controls={controls} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function ScheduleRow({ lane, controls }: { lane: Lane; controls: ScheduleControls | null }) {
  const t = useTranslations("schedule.table");
  const { schedule, nextRunTime } = lane;
  return (
    <TableRow>
      <TableCell className="max-w-xs align-top">
        <Link href={schedulePath(schedule.id)} className="font-medium underline-offset-2 wrap-anywhere hover:underline">
          {schedule.name}
        </Link>
        <p className="text-xs text-muted-foreground">
          <Link href={jobPath(schedule.jobName)} className="underline-offset-2 hover:underline">
            {schedule.jobName}
          </Link>{" "}
          · {t(`origin.${schedule.origin}`)}
        </p>
        <Params params={schedule.params} />
        <div className="mt-2 flex flex-col gap-1.5 text-[0.8125rem] md:hidden">
          <Fires lane={lane} />
          <span className="lg:hidden">
            {t("next")}: <Time at={nextRunTime} />
          </span>
          <div className="sm:hidden">
            <State lane={lane} />
            <TakenOut lane={lane} skip={controls?.skip ?? null} />
          </div>
          {controls && <RowActions lane={lane} controls={controls} place="narrow" />}
        </div>
      </TableCell>
      <TableCell className="align-top max-md:hidden">
        <Fires lane={lane} />
      </TableCell>
      <TableCell className="align-top max-lg:hidden">
        <Time at={nextRunTime} />
        {nextRunTime && (
          <span className="block text-xs whitespace-nowrap text-muted-foreground">
            {wallClock(nextRunTime, schedule.timezone)} {schedule.timezone}
          </span>
        )}
      </TableCell>
      <TableCell className="align-top max-lg:hidden">
        <Time at={schedule.lastRunTime} />
      </TableCell>
      <TableCell className="align-top max-sm:hidden">
        <State lane={lane} />
        <TakenOut lane={lane} skip={controls?.skip ?? null} />
      </TableCell>
      {controls && (
        <TableCell className="align-top max-md:hidden">
          <RowActions lane={lane} controls={controls} place="wide" />
        </TableCell>
      )}
    </TableRow>
  );
}

function Fires({ lane: { schedule } }: { lane: Lane }) {
  const { timing } = schedule;
  return (
    <span className="block">
      <TimingWords timing={timing} />
      {timing.kind === "cron" && (
        <span className="block text-xs text-muted-foreground">
          <code className="font-mono">{timing.expression}</code> {timing.timezone}
        </span>
      )}
    </span>
  );
}

function State({ lane: { schedule, holds } }: { lane: Lane }) {
  const t = useTranslations("schedule.table");
  return (
    <span className="flex flex-col items-start gap-1">
      {schedule.status === "parked" ? (
        <Badge tone="failed" title={schedule.parkedReason ?? ""}>
          {t("status.parked")}
        </Badge>
      ) : schedule.status === "done" || schedule.status === "removed" ? (
        <Badge>{t(`status.${schedule.status}`)}</Badge>
      ) : holds.length > 0 ? (
        <HoldBadge holds={holds} detailed />
      ) : (
        <Badge tone="success">{t("status.scheduled")}</Badge>
      )}
      {schedule.drift.length > 0 && (
        <Link href={`${schedulePath(schedule.id)}#drift`} className="rounded-full">
          <Badge tone="warning">
            <GitCompareArrows aria-hidden /> {t("drift", { count: schedule.drift.length })}
          </Badge>
        </Link>
      )}
    </span>
  );
}

/** Parameters in one line, when there are any. */
function Params({ params }: { params: Lane["schedule"]["params"] }) {
  const given = params !== null && typeof params === "object" ? Object.entries(params) : [];
  if (given.length === 0) return null;
  const told = given.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return <p className="mt-0.5 line-clamp-2 font-mono text-xs text-muted-foreground wrap-anywhere">{told.join(", ")}</p>;
}
