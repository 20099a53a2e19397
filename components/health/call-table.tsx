import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { runPath } from "@/components/shell/paths";
import { Time } from "@/components/shell/time";
import { Badge, type Tone } from "@/components/ui/badge";
import { ScrollBox } from "@/components/ui/scroll-box";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { CallEntry } from "@/lib/dashboard/calls";
import { formatDuration } from "@/lib/dashboard/duration";

/** What reached the cron routes, newest first. */
export function CallTable({ calls }: { calls: readonly CallEntry[] }) {
  const t = useTranslations("health.calls");
  return (
    <ScrollBox label={t("title")}>
      <Table>
        <thead>
          <tr>
            <TableHead>{t("at")}</TableHead>
            <TableHead>{t("answer")}</TableHead>
            <TableHead>{t("call")}</TableHead>
            <TableHead>{t("caller")}</TableHead>
            <TableHead>{t("took")}</TableHead>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <CallRow key={call.id} call={call} />
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function CallRow({ call }: { call: CallEntry }) {
  const t = useTranslations("health.calls");
  const words = useTranslations("words");
  return (
    <TableRow>
      <TableCell>
        <Time at={call.at} />
      </TableCell>
      <TableCell className="whitespace-nowrap">
        <AnswerBadge call={call} />
        {call.reason && <span className="ml-1.5 font-mono text-xs text-muted-foreground">{call.reason}</span>}
        {call.sampled > 0 && (
          <span className="block text-xs text-muted-foreground">{t("sampled", { count: call.sampled })}</span>
        )}
      </TableCell>
      <TableCell className="font-mono text-xs whitespace-nowrap">
        {call.method}{" "}
        {call.runId ? (
          <Link href={runPath(call.runId)} className="text-primary underline underline-offset-2">
            {call.path}
          </Link>
        ) : (
          call.path
        )}
        {call.schedule && <span className="block text-muted-foreground">{call.schedule}</span>}
      </TableCell>
      <TableCell className="min-w-36 text-xs">
        <span className="block max-w-56 truncate" title={call.agent ?? undefined}>
          {call.agent ?? t("noAgent")}
        </span>
        <span className="text-muted-foreground">{call.address}</span>
      </TableCell>
      <TableCell className="whitespace-nowrap">{formatDuration(words, call.duration)}</TableCell>
    </TableRow>
  );
}

function AnswerBadge({ call: { status, runId } }: { call: CallEntry }) {
  const [tone, Icon]: [Tone, typeof CircleX] =
    status < 400 ? ["success", CircleCheck] : runId === null ? ["warning", TriangleAlert] : ["failed", CircleX];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden /> {status}
    </Badge>
  );
}
