import {
  ArrowDownToLine,
  ArrowUpFromLine,
  BellOff,
  CircleCheck,
  CircleX,
  Eye,
  type LucideIcon,
  MessageSquare,
  Moon,
  RotateCcw,
  Send,
  TrendingUp,
} from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { channelPath, runPath } from "@/components/text/paths";
import { ExactTime, Time } from "@/components/text/time";
import { Badge, type Tone } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import { ScrollBox } from "@/components/ui/scroll-box";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { EntryKind, MessageState } from "@/lib/alerts/words/vocabulary";
import { detailOf, type ShownNotice, type TimelineLine } from "@/lib/dashboard/alerts/incident-details";

const LOOKS: Record<EntryKind, { icon: LucideIcon; className: string }> = {
  opened: { icon: CircleX, className: "text-status-failed" },
  reopened: { icon: RotateCcw, className: "text-status-failed" },
  escalated: { icon: TrendingUp, className: "text-status-failed" },
  acknowledged: { icon: Eye, className: "text-status-running" },
  snoozed: { icon: Moon, className: "text-muted-foreground" },
  noted: { icon: MessageSquare, className: "text-status-running" },
  inhibited: { icon: ArrowDownToLine, className: "text-muted-foreground" },
  released: { icon: ArrowUpFromLine, className: "text-muted-foreground" },
  silenced: { icon: BellOff, className: "text-muted-foreground" },
  told: { icon: Send, className: "text-status-running" },
  resolved: { icon: CircleCheck, className: "text-status-success" },
};

/** What was seen, what people did, what they were told; oldest first. */
export function IncidentTimeline({ lines }: { lines: readonly TimelineLine[] }) {
  return (
    <ol className="flex flex-col">
      {lines.map((line, index) => (
        <TimelineItem key={line.id} line={line} isLast={index === lines.length - 1} />
      ))}
    </ol>
  );
}

function TimelineItem({ line, isLast }: { line: TimelineLine; isLast: boolean }) {
  const t = useTranslations("incidents");
  const { icon: Icon, className } = LOOKS[line.kind];
  return (
    <li className="flex gap-3 text-sm">
      <span aria-hidden className="flex flex-col items-center">
        <Icon className={cn("mt-0.5 size-4 shrink-0", className)} />
        {!isLast && <span className="my-1 w-px flex-1 bg-border" />}
      </span>
      <div className={cn("min-w-0 flex-1", !isLast && "pb-4")}>
        <p className="font-medium wrap-anywhere">
          <EntryTitle line={line} />
        </p>
        <p className="text-xs text-muted-foreground">
          <Time at={line.at} /> · <ExactTime at={line.at} />
        </p>
        {line.note !== null && (
          <p className="mt-1 wrap-anywhere whitespace-pre-line">{t("one.note", { note: line.note })}</p>
        )}
      </div>
    </li>
  );
}

function EntryTitle({ line: { kind, actor, detail } }: { line: TimelineLine }): ReactNode {
  const t = useTranslations("incidents");
  const what = t(`entry.${kind}`);
  const { until, runId, notice, channel } = detailOf(detail);
  return (
    <>
      {actor === null ? what : t("entry.by", { what, who: actor })}
      {until && <> {t.rich("entry.until", { time: () => <Time at={until} /> })}</>}
      {channel && <> {t("entry.to", { channel })}</>}
      {notice && <>: {t(`notice.${notice}`)}</>}
      {runId && (
        <>
          {" · "}
          <Link href={runPath(runId)} className="font-normal text-primary underline underline-offset-2">
            {t("one.openRun")}
          </Link>
        </>
      )}
    </>
  );
}

const MESSAGE_TONES: Record<MessageState, Tone> = {
  queued: "idle",
  sending: "running",
  delivered: "success",
  dead: "failed",
};

/** Which channel was told what, and what became of the message. */
export function NoticeTable({ notices }: { notices: readonly ShownNotice[] }) {
  const t = useTranslations("incidents.notice");
  return (
    <ScrollBox label={t("list")}>
      <Table>
        <thead>
          <tr>
            <TableHead>{t("channel")}</TableHead>
            <TableHead>{t("what")}</TableHead>
            <TableHead>{t("state")}</TableHead>
          </tr>
        </thead>
        <tbody>
          {notices.map((notice) => (
            <TableRow key={notice.id}>
              <TableCell className="min-w-24 wrap-anywhere">
                <Link href={channelPath(notice.channelId)} className="underline-offset-2 hover:underline">
                  {notice.channelName}
                </Link>
              </TableCell>
              <TableCell>{t(notice.kind)}</TableCell>
              <TableCell>
                <NoticeState notice={notice} />
              </TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function NoticeState({ notice: { message, droppedAt, reason, dueAt } }: { notice: ShownNotice }): ReactNode {
  const t = useTranslations("incidents");
  if (message) {
    return (
      <>
        <MessageBadge state={message.state} />
        <span className="block text-xs text-muted-foreground wrap-anywhere">
          {message.deliveredAt ? <Time at={message.deliveredAt} /> : message.reason}
        </span>
      </>
    );
  }
  if (droppedAt) return t("notice.dropped", { reason: reason === null ? "" : t(`notice.reason.${reason}`) });
  return (
    <>
      {t.rich("notice.waits", { time: () => <Time at={dueAt} /> })}
      {reason && <span className="block text-xs text-muted-foreground">{t(`notice.reason.${reason}`)}</span>}
    </>
  );
}

/** Where a message is on its way. */
export function MessageBadge({ state }: { state: MessageState }) {
  const t = useTranslations("incidents");
  return <Badge tone={MESSAGE_TONES[state]}>{t(`message.${state}`)}</Badge>;
}
