import { notFound } from "next/navigation";
import { getTimeZone, getTranslations } from "next-intl/server";
import { SilenceBanner } from "@/components/alerts/alert-frame";
import { IncidentActs, NoteForm } from "@/components/alerts/incident-acts";
import { IncidentStateBadge, SeverityBadge } from "@/components/alerts/incident-badges";
import { IncidentStory, RelatedCard } from "@/components/alerts/incident-story";
import { IncidentTimeline, NoticeTable } from "@/components/alerts/incident-timeline";
import { PageHeader } from "@/components/frame/page-header";
import { Live } from "@/components/live/live";
import { Facts } from "@/components/text/blocks";
import { ALERTS_PATH, incidentPath } from "@/components/text/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { readIncident, shownIncident } from "@/lib/dashboard/alerts/incident-details";
import { readSilencesInForce, silencesOf } from "@/lib/dashboard/alerts/silences";
import { shownZone } from "@/lib/dashboard/words/zone";
import { openPage } from "@/lib/http/routes/page";
import {
  acknowledgeAction,
  endSilenceAction,
  noteAction,
  resolveAction,
  silenceAction,
  snoozeAction,
} from "../actions";

export async function generateMetadata() {
  return { title: (await getTranslations("incidents"))("title") };
}

const ACTS = { acknowledge: acknowledgeAction, resolve: resolveAction, snooze: snoozeAction, silence: silenceAction };

export default async function IncidentPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const { deps, can, findJob } = await openPage(incidentPath(id), "alerts:view");
  const details = await readIncident(deps, id);
  if (!details) notFound();
  const { incident, cause, follows, timeline, isCut, notices } = details;
  const [t, words, zone, silences] = await Promise.all([
    getTranslations("incidents"),
    getTranslations("words"),
    getTimeZone(),
    readSilencesInForce(deps, deps.clock.now()),
  ]);
  const isOver = incident.state === "resolved";
  const shown = shownIncident(words, details, shownZone(zone, undefined));
  const { job } = incident.facts;
  const maySteer = can("alerts:steer");
  return (
    <>
      <PageHeader title={shown.title} crumbs={[{ href: ALERTS_PATH, label: t("title") }]}>
        <SeverityBadge severity={incident.severity} />
        <IncidentStateBadge state={incident.state} />
        {!isOver && <Live />}
        {maySteer && !isOver && <IncidentActs incident={incident} acts={ACTS} />}
      </PageHeader>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <SilenceBanner silences={silencesOf(incident, silences)} end={maySteer ? endSilenceAction : null} />
          <IncidentStory
            incident={incident}
            shown={shown}
            hasJobPage={job !== undefined && findJob(job.name) !== null}
          />
          <Card>
            <CardHeader>
              <CardTitle>{t("one.timeline")}</CardTitle>
              {isCut && (
                <span className="text-xs text-muted-foreground">{t("one.earlier", { count: timeline.length })}</span>
              )}
            </CardHeader>
            <CardContent className="py-4">
              <IncidentTimeline lines={timeline} />
            </CardContent>
            {maySteer && <NoteForm incident={incident} action={noteAction} />}
          </Card>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card>
            <CardHeader>
              <CardTitle>{t("one.facts")}</CardTitle>
            </CardHeader>
            <CardContent>
              <Facts facts={shown.fields} />
            </CardContent>
          </Card>
          {cause && <RelatedCard title={t("one.cause")} incidents={[cause]} />}
          {follows.length > 0 && <RelatedCard title={t("one.follows")} incidents={follows} />}
          <Card>
            <CardHeader>
              <CardTitle>{t("one.told")}</CardTitle>
            </CardHeader>
            {notices.length === 0 ? (
              <CardContent className="text-sm text-muted-foreground">{t("one.toldNobody")}</CardContent>
            ) : (
              <NoticeTable notices={notices} />
            )}
          </Card>
        </div>
      </div>
    </>
  );
}
