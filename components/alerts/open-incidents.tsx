import { BellOff, Eye, Moon, RotateCcw } from "lucide-react";
import Link from "next/link";
import { useTimeZone, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SeverityBadge } from "@/components/alerts/incident-badges";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { incidentPath } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import type { Incident } from "@/lib/alerts/words/incident";
import { tellIncident } from "@/lib/alerts/words/tell-incident";
import type { OpenIncident } from "@/lib/dashboard/alerts/incidents";
import { type ListedSilence, silencesOf } from "@/lib/dashboard/alerts/silences";
import { shownZone } from "@/lib/dashboard/words/zone";

interface OpenIncidentsProps {
  incidents: readonly OpenIncident[];
  /** Those in force. */
  silences: readonly ListedSilence[];
  /** When the page was read: a snooze that is over is not told. */
  now: Date;
  /** Null where the person may not. */
  acknowledge: FormAction | null;
}

/** What is wrong now, in a card of its own. */
export function OpenIncidentCard({ children, ...props }: OpenIncidentsProps & { children?: ReactNode }) {
  const t = useTranslations("incidents.open");
  const { incidents } = props;
  return (
    <Card aria-labelledby="open-title">
      <CardHeader>
        <CardTitle id="open-title">{t("title")}</CardTitle>
        <span className="text-xs text-muted-foreground">{t("count", { count: incidents.length })}</span>
      </CardHeader>
      {incidents.length === 0 ? children : <OpenIncidents {...props} />}
    </Card>
  );
}

/** The worst first: since when, why, who sees to it, and what follows from it. */
function OpenIncidents({ incidents, silences, now, acknowledge }: OpenIncidentsProps) {
  return (
    <ul className="divide-y divide-border">
      {incidents.map((incident) => (
        <OpenIncidentItem key={incident.id} {...{ incident, silences, now, acknowledge }} />
      ))}
    </ul>
  );
}

const EDGES = {
  critical: "border-l-status-failed",
  warning: "border-l-status-warning",
  info: "border-l-status-running",
};

function OpenIncidentItem(props: Omit<OpenIncidentsProps, "incidents"> & { incident: OpenIncident }) {
  const { incident, silences, now, acknowledge } = props;
  const { id, severity, state, follows } = incident;
  return (
    <li
      data-incident={id}
      className={cn("flex flex-wrap items-start gap-x-4 gap-y-3 border-l-3 px-4 py-3.5", EDGES[severity])}
    >
      <div className="min-w-0 flex-1 basis-72 text-sm">
        <IncidentLine incident={incident} />
        <IncidentMarks incident={incident} isSilenced={silencesOf(incident, silences).length > 0} now={now} />
        {follows.length > 0 && <Follows follows={follows} />}
      </div>
      {acknowledge && state === "open" && <Acknowledge incident={incident} action={acknowledge} />}
    </li>
  );
}

/** Its title, which leads to it, how bad it is and what was seen last. */
function IncidentLine({ incident }: { incident: Incident }) {
  const told = useIncidentWords(incident);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <SeverityBadge severity={incident.severity} />
        <Link href={incidentPath(incident.id)} className="min-w-0 font-semibold wrap-anywhere hover:underline">
          {told.title}
        </Link>
      </div>
      <p className="mt-1 line-clamp-3 wrap-anywhere">{told.sentence}</p>
    </>
  );
}

/** An incident in the words of whoever looks at it. */
export function useIncidentWords(incident: Pick<Incident, "rule" | "subject" | "facts">) {
  const words = useTranslations("words");
  return tellIncident(words, incident, shownZone(useTimeZone(), undefined));
}

/** Since when, and what else is to be known of it in one line. */
function IncidentMarks({ incident, isSilenced, now }: { incident: Incident; isSilenced: boolean; now: Date }) {
  const t = useTranslations("incidents.open");
  const states = useTranslations("incidents.state");
  const { openedAt, openings, acknowledgedBy, state, snoozedUntil } = incident;
  return (
    <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem] text-muted-foreground">
      <span>{t.rich("since", { time: () => <Time at={openedAt} /> })}</span>
      {openings > 1 && <Mark icon={<RotateCcw aria-hidden />}>{t("openings", { count: openings })}</Mark>}
      {state === "acknowledged" && (
        <Badge tone="running">
          <Eye aria-hidden /> {states("acknowledged")} {acknowledgedBy !== null && t("by", { who: acknowledgedBy })}
        </Badge>
      )}
      {snoozedUntil !== null && snoozedUntil > now && (
        <Mark icon={<Moon aria-hidden />}>{t.rich("snoozed", { time: () => <Time at={snoozedUntil} /> })}</Mark>
      )}
      {isSilenced && (
        <Badge tone="idle">
          <BellOff aria-hidden /> {t("silenced")}
        </Badge>
      )}
    </p>
  );
}

function Mark({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1 [&_svg]:size-3.5">
      {icon} <span>{children}</span>
    </span>
  );
}

/** What is told with it: folded, for it may be every job. */
function Follows({ follows }: { follows: readonly Incident[] }) {
  const t = useTranslations("incidents.open");
  return (
    <details className="mt-2 text-[0.8125rem]">
      <summary className="cursor-pointer font-medium text-muted-foreground hover:text-foreground">
        {t("follows", { count: follows.length })}
      </summary>
      <IncidentLinks incidents={follows} />
    </details>
  );
}

/** Incidents by their titles. */
export function IncidentLinks({ incidents }: { incidents: readonly Incident[] }) {
  return (
    <ul className="mt-1.5 flex flex-col gap-1 text-[0.8125rem]">
      {incidents.map((incident) => (
        <IncidentLinkItem key={incident.id} incident={incident} />
      ))}
    </ul>
  );
}

function IncidentLinkItem({ incident }: { incident: Incident }) {
  const { title } = useIncidentWords(incident);
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <SeverityBadge severity={incident.severity} />
      <Link href={incidentPath(incident.id)} className="min-w-0 wrap-anywhere underline-offset-2 hover:underline">
        {title}
      </Link>
      <span className="text-muted-foreground">
        <Time at={incident.openedAt} />
      </span>
    </li>
  );
}

/** One press, without a note: whoever sees to it says so first. */
function Acknowledge({ incident, action }: { incident: Incident; action: FormAction }) {
  const t = useTranslations("incidents.open");
  const { title } = useIncidentWords(incident);
  return (
    <ActionForm action={action} className="flex flex-col items-end gap-2">
      <input type="hidden" name="incident" value={incident.id} />
      <SubmitButton size="sm" aria-label={t("acknowledgeOne", { title })}>
        <Eye aria-hidden /> {t("acknowledge")}
      </SubmitButton>
    </ActionForm>
  );
}
