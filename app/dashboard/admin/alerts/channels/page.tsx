import { getTranslations } from "next-intl/server";
import { AlertFrame } from "@/components/alerts/alert-frame";
import { KindLinks, NewChannelForm } from "@/components/alerts/channel-forms";
import { ChannelList } from "@/components/alerts/channel-list";
import { Live } from "@/components/live/live";
import { Empty } from "@/components/text/blocks";
import { CHANNELS_PATH, firstValues, hrefOf, type SearchParams } from "@/components/text/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { channelKindOf, isAnybodyTold, listChannels } from "@/lib/dashboard/alerts/channels";
import { openPage } from "@/lib/http/routes/page";
import { createChannelAction, testChannelAction } from "./actions";

export async function generateMetadata() {
  return { title: (await getTranslations("incidents"))("tabs.channels") };
}

export default async function ChannelsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { new: wanted } = firstValues(await searchParams);
  const { deps, can } = await openPage(hrefOf(CHANNELS_PATH, { new: wanted }), "alerts:view");
  const [t, told, channels] = await Promise.all([getTranslations("channels"), isAnybodyTold(deps), listChannels(deps)]);
  const kind = channelKindOf(wanted);
  const categories = [...new Set(deps.jobs.map(({ category }) => category))].sort();
  const mayConfigure = can("alerts:configure");
  return (
    <AlertFrame tab="channels" description={t("about")} beside={kind === null && <Live />} isAnybodyTold={told}>
      <Card>
        <CardHeader>
          <CardTitle>{t("count", { count: channels.length })}</CardTitle>
        </CardHeader>
        {channels.length === 0 ? (
          <Empty title={t("empty")}>{t("emptyHint")}</Empty>
        ) : (
          <ChannelList channels={channels} test={mayConfigure ? testChannelAction : null} />
        )}
      </Card>
      {mayConfigure && (
        <Card id="new">
          <CardHeader>
            <CardTitle>{kind === null ? t("create") : t("ofKind", { kind: t(`kind.${kind}`) })}</CardTitle>
          </CardHeader>
          <CardContent className="flex flex-col gap-5 py-4">
            <KindLinks chosen={kind} />
            {kind && <NewChannelForm kind={kind} categories={categories} action={createChannelAction} />}
          </CardContent>
        </Card>
      )}
    </AlertFrame>
  );
}
