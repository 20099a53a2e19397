import Link from "next/link";
import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/runs/status-badge";
import { Empty } from "@/components/shell/empty";
import { runPath, schedulePath } from "@/components/shell/paths";
import { Time } from "@/components/shell/time";
import { Badge } from "@/components/ui/badge";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { formatDuration } from "@/lib/dashboard/duration";
import type { Lane, ScheduleBoard } from "@/lib/dashboard/schedule-board";
import { type BoardRow, boardRows } from "@/lib/dashboard/schedule-list";
import { useSlotWords } from "./slot-words";

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
