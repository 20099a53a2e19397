import { Layers, Users } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { jobTabPath, schedulePath } from "@/components/text/paths";
import type { Herd, Meetings, Overlap } from "@/lib/dashboard/schedules/schedule-herds";
import { formatDuration } from "@/lib/dashboard/words/duration";
import { wallTime } from "@/lib/dashboard/words/zone";

const SHOWN = 5;
const MOVES_SHOWN = 3;

/** Starts that meet in the next 24 hours, each with what to do about it. */
export function MeetingList({ meetings }: { meetings: Meetings }) {
  const t = useTranslations("schedule.meetings");
  const { herds, overlaps, hasMore, lookedAt } = meetings;
  if (herds.length === 0 && overlaps.length === 0) {
    return (
      <p className="px-4 py-3 text-sm text-muted-foreground">
        {t("none")} {hasMore && t("lookedAt", { count: lookedAt })}
      </p>
    );
  }
  return (
    <ul className="divide-y divide-border">
      {herds.slice(0, SHOWN).map((herd) => (
        <HerdItem key={herd.at.toISOString() + herd.members.length} herd={herd} />
      ))}
      {overlaps.slice(0, SHOWN).map((overlap) => (
        <OverlapItem key={`${overlap.first.scheduleId} ${overlap.second.scheduleId}`} overlap={overlap} />
      ))}
      {hasMore && <li className="px-4 py-2 text-xs text-muted-foreground">{t("lookedAt", { count: lookedAt })}</li>}
    </ul>
  );
}

function HerdItem({ herd }: { herd: Herd }) {
  const t = useTranslations("schedule.meetings");
  const { at, members, moves, spreadSeconds, times } = herd;
  return (
    <li className="flex gap-3 px-4 py-3 text-sm">
      <Users aria-hidden className="mt-0.5 size-4 shrink-0 text-status-warning" />
      <div className="min-w-0">
        <p className="font-medium">
          {t("herd", { count: members.length, time: wallTime(at, "UTC") })}
          {times > 1 && <span className="font-normal text-muted-foreground"> {t("times", { count: times })}</span>}
        </p>
        <p className="mt-0.5 text-muted-foreground wrap-anywhere">
          {members.map(({ scheduleId, jobName }, index) => (
            <span key={scheduleId}>
              {index > 0 && ", "}
              <ScheduleLink id={scheduleId} jobName={jobName} />
            </span>
          ))}
        </p>
        <p className="mt-1 wrap-anywhere">
          {moves.length === 0
            ? t("allDay")
            : t("move", {
                moves: moves
                  .slice(0, MOVES_SHOWN)
                  .map((move) => t("moveTo", { name: nameOf(move.scheduleId), time: wallTime(move.at, "UTC") }))
                  .join(", "),
                seconds: spreadSeconds,
              })}
        </p>
      </div>
    </li>
  );
}

function OverlapItem({ overlap: { first, second, times } }: { overlap: Overlap }) {
  const t = useTranslations("schedule.meetings");
  const words = useTranslations("words");
  return (
    <li className="flex gap-3 px-4 py-3 text-sm">
      <Layers aria-hidden className="mt-0.5 size-4 shrink-0 text-status-warning" />
      <div className="min-w-0">
        <p className="font-medium">
          {t("overlap", {
            second: nameOf(second.scheduleId),
            first: nameOf(first.scheduleId),
            time: wallTime(second.at, "UTC"),
          })}
          {times > 1 && <span className="font-normal text-muted-foreground"> {t("times", { count: times })}</span>}
        </p>
        <p className="mt-0.5">
          {t("overlapWhy", { duration: formatDuration(words, first.expectedMs ?? 0) })}{" "}
          <ScheduleLink id={second.scheduleId} jobName={second.jobName} />
        </p>
      </div>
    </li>
  );
}

/** What the code declares has a page of its own only once a scheduler has stored it; its job has one always. */
function ScheduleLink({ id, jobName }: { id: string; jobName: string }) {
  const isDeclared = id === `job:${jobName}`;
  return (
    <Link
      href={isDeclared ? jobTabPath(jobName, "schedule") : schedulePath(id)}
      className="underline underline-offset-2"
    >
      {isDeclared ? jobName : id}
    </Link>
  );
}

/** Of what the code declares, the job's name says all. */
const nameOf = (scheduleId: string) => scheduleId.replace(/^job:/, "");
