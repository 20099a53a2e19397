import { getTranslations } from "next-intl/server";
import { AlertFrame } from "@/components/alerts/alert-frame";
import { DeliveryFilter, DeliveryList } from "@/components/alerts/delivery-list";
import { PageLinks } from "@/components/alerts/page-links";
import { Live } from "@/components/live/live";
import { Empty, Notice } from "@/components/text/blocks";
import { DELIVERIES_PATH, firstValues, hrefOf, type SearchParams } from "@/components/text/paths";
import { Card, CardHeader } from "@/components/ui/card";
import { isAnybodyTold, listChannels } from "@/lib/dashboard/alerts/channels";
import { deliveriesQuery, listDeliveries } from "@/lib/dashboard/alerts/deliveries";
import { readableQuery } from "@/lib/dashboard/forms/readable-query";
import { issuesWords } from "@/lib/dashboard/words/issue-words";
import { openPage } from "@/lib/http/routes/page";
import { retryDeliveryAction } from "./actions";

export async function generateMetadata() {
  return { title: (await getTranslations("incidents"))("tabs.deliveries") };
}

export default async function MessagesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const address = firstValues(await searchParams);
  const { deps, can } = await openPage(hrefOf(DELIVERIES_PATH, address), "alerts:view");
  const { query, kept, problems } = readableQuery(deliveriesQuery, address);
  const [t, words, told, channels, { messages, nextCursor }] = await Promise.all([
    getTranslations("channels.messages"),
    getTranslations("words"),
    isAnybodyTold(deps),
    listChannels(deps),
    listDeliveries(deps, query),
  ]);
  const { cursor, limit: _limit, ...filter } = kept;
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <AlertFrame tab="deliveries" description={t("about")} beside={!cursor && <Live />} isAnybodyTold={told}>
      <Card>
        <CardHeader className="block space-y-3">
          <DeliveryFilter key={JSON.stringify(filter)} values={filter} channels={channels} />
          {problems.length > 0 && (
            <Notice tone="warning">{t("leftOut", { problems: issuesWords(words, problems) })}</Notice>
          )}
        </CardHeader>
        {messages.length === 0 ? (
          <Empty title={t(isFiltered ? "emptyOfFilter" : "empty")} />
        ) : (
          <DeliveryList messages={messages} retry={can("alerts:steer") ? retryDeliveryAction : null} />
        )}
        <PageLinks path={DELIVERIES_PATH} filter={filter} cursor={cursor} nextCursor={nextCursor} />
      </Card>
    </AlertFrame>
  );
}
