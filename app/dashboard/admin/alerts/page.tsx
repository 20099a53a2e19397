import { getTranslations } from "next-intl/server";
import { AlertFrame, SilenceBanner } from "@/components/alerts/alert-frame";
import { IncidentFilter } from "@/components/alerts/incident-filter";
import { IncidentHistory } from "@/components/alerts/incident-history";
import { OpenIncidentCard } from "@/components/alerts/open-incidents";
import { PageLinks } from "@/components/alerts/page-links";
import { Live } from "@/components/live/live";
import { Empty, Notice } from "@/components/text/blocks";
import { ALERTS_PATH, firstValues, hrefOf, type SearchParams } from "@/components/text/paths";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { isAnybodyTold } from "@/lib/dashboard/alerts/channels";
import { incidentsQuery, listIncidents, readOpenIncidents } from "@/lib/dashboard/alerts/incidents";
import { readSilencesInForce } from "@/lib/dashboard/alerts/silences";
import { readableQuery } from "@/lib/dashboard/forms/readable-query";
import { issuesWords } from "@/lib/dashboard/words/issue-words";
import { openPage } from "@/lib/http/routes/page";
import { acknowledgeAction, endSilenceAction } from "./actions";

export async function generateMetadata() {
  return { title: (await getTranslations("incidents"))("title") };
}

export default async function AlertsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const address = firstValues(await searchParams);
  const { deps, can } = await openPage(hrefOf(ALERTS_PATH, address), "alerts:view");
  const { query, kept, problems } = readableQuery(incidentsQuery, address);
  const now = deps.clock.now();
  const showsOpen = query.state !== "resolved" && query.cursor === undefined;
  const showsPast = query.state === undefined || query.state === "resolved";
  const [t, words, told, silences, open, past] = await Promise.all([
    getTranslations("incidents"),
    getTranslations("words"),
    isAnybodyTold(deps),
    readSilencesInForce(deps, now),
    showsOpen ? readOpenIncidents(deps, query) : [],
    showsPast ? listIncidents(deps, { ...query, state: "resolved" }) : { incidents: [], nextCursor: null },
  ]);
  const { cursor, limit: _limit, ...filter } = kept;
  const isFiltered = Object.keys(filter).length > 0;
  const maySteer = can("alerts:steer");
  return (
    <AlertFrame tab="incidents" description={t("about")} beside={!cursor && <Live />} isAnybodyTold={told}>
      <SilenceBanner silences={silences} end={maySteer ? endSilenceAction : null} />
      <Card>
        <IncidentFilter key={JSON.stringify(filter)} values={filter} jobNames={deps.jobs.map(({ name }) => name)}>
          {problems.length > 0 && (
            <Notice tone="warning">{t("filter.leftOut", { problems: issuesWords(words, problems) })}</Notice>
          )}
        </IncidentFilter>
      </Card>
      {showsOpen && (
        <OpenIncidentCard {...{ incidents: open, silences, now }} acknowledge={maySteer ? acknowledgeAction : null}>
          <Empty title={t(isFiltered ? "open.noneOfFilter" : "open.none")}>{!isFiltered && t("open.noneHint")}</Empty>
        </OpenIncidentCard>
      )}
      {showsPast && (
        <Card aria-labelledby="history-title">
          <CardHeader>
            <CardTitle id="history-title">{t("history.title")}</CardTitle>
          </CardHeader>
          {past.incidents.length === 0 ? (
            <Empty title={t(isFiltered ? "history.noneOfFilter" : "history.none")} />
          ) : (
            <IncidentHistory incidents={past.incidents} />
          )}
          <PageLinks path={ALERTS_PATH} filter={filter} cursor={cursor} nextCursor={past.nextCursor} />
        </Card>
      )}
    </AlertFrame>
  );
}
