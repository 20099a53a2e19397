import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ChannelForm, ChannelRemoval, ChannelSwitch } from "@/components/alerts/channel-forms";
import { ChannelFacts, ChannelState, TestButton } from "@/components/alerts/channel-list";
import { DeliveryList } from "@/components/alerts/delivery-list";
import { PageHeader } from "@/components/frame/page-header";
import { Empty } from "@/components/text/blocks";
import { ALERTS_PATH, CHANNELS_PATH, channelPath, DELIVERIES_PATH, hrefOf } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { readChannel } from "@/lib/dashboard/alerts/channels";
import { deliveriesQuery, listDeliveries } from "@/lib/dashboard/alerts/deliveries";
import { openPage } from "@/lib/http/routes/page";
import { retryDeliveryAction } from "../../messages/actions";
import { changeChannelAction, removeChannelAction, switchChannelAction, testChannelAction } from "../actions";

const LATEST = "10";

interface ChannelPageProps {
  params: Promise<{ id: string }>;
}

export async function generateMetadata() {
  return { title: (await getTranslations("incidents"))("tabs.channels") };
}

export default async function ChannelPage({ params }: ChannelPageProps) {
  const { id } = await params;
  const { deps, can } = await openPage(channelPath(id), "alerts:view");
  const channel = await readChannel(deps, id);
  if (!channel) notFound();
  const [t, tabs, { messages }] = await Promise.all([
    getTranslations("channels"),
    getTranslations("incidents"),
    listDeliveries(deps, deliveriesQuery.parse({ channel: id, limit: LATEST })),
  ]);
  const categories = [...new Set(deps.jobs.map(({ category }) => category))].sort();
  const mayConfigure = can("alerts:configure");
  return (
    <>
      <PageHeader
        title={channel.name}
        crumbs={[
          { href: ALERTS_PATH, label: tabs("title") },
          { href: CHANNELS_PATH, label: tabs("tabs.channels") },
        ]}
      >
        <ChannelState channel={channel} />
        {mayConfigure && <ChannelSwitch channel={channel} action={switchChannelAction} />}
        {mayConfigure && channel.origin === "person" && (
          <ChannelRemoval channel={channel} action={removeChannelAction} />
        )}
      </PageHeader>
      <div className="flex flex-col gap-4">
        <Card>
          <CardContent className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 text-sm">
            <div className="min-w-0 flex-1 basis-72">
              <ChannelFacts channel={channel} />
            </div>
            {mayConfigure && <TestButton channel={channel} action={testChannelAction} />}
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>{t("messages.latest")}</CardTitle>
            <Button asChild size="sm">
              <Link href={hrefOf(DELIVERIES_PATH, { channel: id })}>{t("messages.all")}</Link>
            </Button>
          </CardHeader>
          {messages.length === 0 ? (
            <Empty title={t("messages.empty")} />
          ) : (
            <DeliveryList messages={messages} retry={can("alerts:steer") ? retryDeliveryAction : null} />
          )}
        </Card>
        {mayConfigure && (
          <Card>
            <CardHeader>
              <CardTitle>{t("settings")}</CardTitle>
            </CardHeader>
            <CardContent className="py-4">
              <ChannelForm channel={channel} categories={categories} action={changeChannelAction} />
            </CardContent>
          </Card>
        )}
      </div>
    </>
  );
}
