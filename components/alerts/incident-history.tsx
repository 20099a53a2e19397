import Link from "next/link";
import { useTranslations } from "next-intl";
import { SeverityBadge } from "@/components/alerts/incident-badges";
import { useIncidentWords } from "@/components/alerts/open-incidents";
import { incidentPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { ScrollBox } from "@/components/ui/scroll-box";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import type { Incident } from "@/lib/alerts/words/incident";
import { formatDuration } from "@/lib/dashboard/words/duration";

/** Incidents that are over, the latest opened first. */
export function IncidentHistory({ incidents }: { incidents: readonly Incident[] }) {
  const t = useTranslations("incidents.history");
  return (
    <ScrollBox label={t("list")}>
      <Table>
        <thead>
          <tr>
            <TableHead>{t("incident")}</TableHead>
            <TableHead>{t("severity")}</TableHead>
            <TableHead>{t("opened")}</TableHead>
            <TableHead>{t("lasted")}</TableHead>
            <TableHead>{t("ended")}</TableHead>
          </tr>
        </thead>
        <tbody>
          {incidents.map((incident) => (
            <PastIncident key={incident.id} incident={incident} />
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function PastIncident({ incident }: { incident: Incident }) {
  const t = useTranslations("incidents.history");
  const words = useTranslations("words");
  const { title } = useIncidentWords(incident);
  const { id, severity, openedAt, resolvedAt, resolvedBy } = incident;
  const lasted = resolvedAt === null ? null : resolvedAt.getTime() - openedAt.getTime();
  return (
    <TableRow data-incident={id}>
      <TableCell className="min-w-48 font-medium wrap-anywhere">
        <Link href={incidentPath(id)} className="underline-offset-2 hover:underline">
          {title}
        </Link>
      </TableCell>
      <TableCell>
        <SeverityBadge severity={severity} />
      </TableCell>
      <TableCell>
        <Time at={openedAt} />
      </TableCell>
      <TableCell className="whitespace-nowrap">
        {lasted === null ? words("none") : formatDuration(words, lasted)}
      </TableCell>
      <TableCell className="whitespace-nowrap">
        <Time at={resolvedAt} />
        <span className="block max-w-40 truncate text-xs text-muted-foreground" title={resolvedBy ?? undefined}>
          {resolvedBy ?? t("byItself")}
        </span>
      </TableCell>
    </TableRow>
  );
}
