import Link from "next/link";
import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/runs/run-parts";
import { Empty } from "@/components/text/blocks";
import { runPath, schedulePath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { type BoardRow, boardRows, type Lane, type ScheduleBoard } from "@/lib/dashboard/schedules/schedule-board";
import type { HourOfRuns, PastBoardSlot } from "@/lib/dashboard/schedules/schedule-past";
import { formatDuration } from "@/lib/dashboard/words/duration";
import { reasonWords } from "@/lib/dashboard/words/status-words";
import { wallClock } from "@/lib/dashboard/words/zone";

/** The lanes as a plain list, in the order of time: for screen readers and narrow screens. */
export function SlotList({ board }: { board: ScheduleBoard }) {
  const t = useTranslations("schedule");
  const { rows, left } = boardRows(board);
  if (rows.length === 0) return <Empty title={t("list.empty")} />;
  return (
    <div className="overflow-x-auto">
      <Table>
        <caption className="sr-only">{t("list.title")}</caption>
        <thead>
          <tr>
            <TableHead>{t("list.slot")}</TableHead>
            <TableHead>{t("list.schedule")}</TableHead>
            <TableHead>{t("list.what")}</TableHead>
            <TableHead className="max-md:hidden">{t("list.length")}</TableHead>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <SlotRow key={row.key} row={row} />
          ))}
        </tbody>
      </Table>
      {left > 0 && (
        <p className="border-t border-border px-4 py-2 text-xs text-muted-foreground">
          {t("list.left", { count: left })}
        </p>
      )}
    </div>
  );
}

function SlotRow({ row }: { row: BoardRow }) {
  const words = useSlotWords(row.lane.schedule.timezone);
  return (
    <TableRow>
      <TableCell className="align-top">
        <Time at={row.at} />
        <span className="block text-xs text-muted-foreground">{words.at(row.at)}</span>
      </TableCell>
      <TableCell className="align-top">
        <Link href={schedulePath(row.lane.schedule.id)} className="underline-offset-2 wrap-anywhere hover:underline">
          {row.lane.schedule.name}
        </Link>
      </TableCell>
      <TableCell className="align-top">
        <What row={row} />
      </TableCell>
      <TableCell className="align-top max-md:hidden">
        <Length row={row} />
      </TableCell>
    </TableRow>
  );
}

function What({ row }: { row: BoardRow }) {
  const t = useTranslations("schedule.slot");
  const duration = useTranslations("words");
  const words = useSlotWords(row.lane.schedule.timezone);
  switch (row.kind) {
    case "past":
      return (
        <Link href={runPath(row.slot.runId)} prefetch={false} className="flex flex-wrap items-center gap-2">
          <StatusBadge state={row.slot.state} />
          <span className="text-xs text-muted-foreground wrap-anywhere">
            {[row.slot.slots > 1 ? t("range", { count: row.slot.slots }) : null, words.whyOf(row.slot)]
              .filter((part) => part !== null)
              .join(", ")}
          </span>
        </Link>
      );
    case "hour":
      return words.hour(row.hour);
    case "ahead":
      return <Badge tone={row.slot.fate === "expected" ? "running" : "idle"}>{t(`fate.${row.slot.fate}`)}</Badge>;
    case "band":
      return t("band", { count: row.count, gap: formatDuration(duration, row.gapMs) });
  }
}

function Length({ row }: { row: BoardRow }) {
  const t = useTranslations("schedule.slot");
  const words = useTranslations("words");
  const ms = row.kind === "past" ? row.slot.durationMs : lengthAhead(row.lane);
  if (ms === null || row.kind === "hour") return words("none");
  const duration = formatDuration(words, ms);
  return row.kind === "past" ? duration : t("about", { duration });
}

const lengthAhead = ({ expectedMs }: Lane) => expectedMs;

/** Instants and endings of slots in words, with the schedule's own zone where it has one. */
export function useSlotWords(timezone: string) {
  const t = useTranslations("schedule.slot");
  const words = useTranslations("words");
  const at = (instant: Date) => {
    const utc = `${wallClock(instant, "UTC")} UTC`;
    return timezone === "UTC" ? utc : t("zoned", { local: wallClock(instant, timezone), zone: timezone, utc });
  };
  const whyOf = ({ reason, error }: PastBoardSlot) => error ?? (reason === null ? null : reasonWords(words, reason));
  return {
    at,
    whyOf,
    /** One line for a past slot: state, length and why. */
    ending(slot: PastBoardSlot): string {
      const { state, durationMs, slots } = slot;
      const why = whyOf(slot);
      const parts = [
        words(`state.${state}`),
        slots > 1 ? t("range", { count: slots }) : null,
        durationMs === null ? null : t("took", { duration: formatDuration(words, durationMs) }),
        why,
      ];
      return parts.filter((part) => part !== null).join(", ");
    },
    hour({ successful, failed, skipped, missed }: HourOfRuns): string {
      return t("hour", { successful, failed, skipped, missed });
    },
  };
}
