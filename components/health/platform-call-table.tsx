import { CircleAlert, CircleCheck, CircleDashed } from "lucide-react";
import { useTranslations } from "next-intl";
import { Time } from "@/components/shell/time";
import { Badge } from "@/components/ui/badge";
import { ScrollBox } from "@/components/ui/scroll-box";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { PlatformCall } from "@/lib/dashboard/platform-calls";

/** What vercel.json has the platform call, and when it last did. */
export function PlatformCallTable({ calls, expected }: { calls: readonly PlatformCall[]; expected: boolean }) {
  const t = useTranslations("health.platform");
  return (
    <ScrollBox label={t("title")}>
      <Table>
        <thead>
          <tr>
            <TableHead>{t("path")}</TableHead>
            <TableHead>{t("schedule")}</TableHead>
            <TableHead>{t("last")}</TableHead>
            <TableHead>{t("state")}</TableHead>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <TableRow key={`${call.path} ${call.schedule}`}>
              <TableCell className="font-mono text-xs whitespace-nowrap">{call.path}</TableCell>
              <TableCell className="font-mono text-xs whitespace-nowrap">{call.schedule}</TableCell>
              <TableCell className="whitespace-nowrap">
                {call.lastAt ? <Time at={call.lastAt} /> : <span className="text-muted-foreground">{t("never")}</span>}
                {call.status !== null && <span className="text-muted-foreground"> · {call.status}</span>}
              </TableCell>
              <TableCell>
                <CallState call={call} expected={expected} />
              </TableCell>
            </TableRow>
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function CallState({ call, expected }: { call: PlatformCall; expected: boolean }) {
  const t = useTranslations("health.platform.states");
  if (!expected) {
    return (
      <Badge tone="idle">
        <CircleDashed aria-hidden /> {t("notExpected")}
      </Badge>
    );
  }
  return call.overdue ? (
    <Badge tone="warning">
      <CircleAlert aria-hidden /> {t("overdue")}
    </Badge>
  ) : (
    <Badge tone="success">
      <CircleCheck aria-hidden /> {t("called")}
    </Badge>
  );
}
