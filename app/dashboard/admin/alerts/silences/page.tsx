import { getTranslations } from "next-intl/server";
import { AlertFrame } from "@/components/alerts/alert-frame";
import { SilenceForm, SilenceList } from "@/components/alerts/silences";
import { Live } from "@/components/live/live";
import { Empty } from "@/components/text/blocks";
import { SILENCES_PATH } from "@/components/text/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { isAnybodyTold } from "@/lib/dashboard/alerts/channels";
import { readOpenIncidents } from "@/lib/dashboard/alerts/incidents";
import { isInForce, listSilences } from "@/lib/dashboard/alerts/silences";
import { openPage } from "@/lib/http/routes/page";
import { endSilenceAction, silenceAction } from "../actions";

export async function generateMetadata() {
  return { title: (await getTranslations("incidents"))("tabs.silences") };
}

export default async function SilencesPage() {
  const { deps, can } = await openPage(SILENCES_PATH, "alerts:view");
  const [t, told, all, open] = await Promise.all([
    getTranslations("incidents"),
    isAnybodyTold(deps),
    listSilences(deps),
    readOpenIncidents(deps),
  ]);
  const now = deps.clock.now();
  const current = all.filter((silence) => isInForce(silence, now));
  const past = all.filter((silence) => !isInForce(silence, now));
  const maySteer = can("alerts:steer");
  return (
    <AlertFrame tab="silences" description={t("silences.about")} beside={<Live />} isAnybodyTold={told}>
      {maySteer && (
        <Card>
          <CardHeader>
            <CardTitle>{t("silences.create")}</CardTitle>
          </CardHeader>
          <CardContent className="py-4">
            <SilenceForm jobs={deps.jobs} open={open} action={silenceAction} />
          </CardContent>
        </Card>
      )}
      <Card>
        <CardHeader>
          <CardTitle>{t("silences.inForce")}</CardTitle>
        </CardHeader>
        {current.length === 0 ? (
          <Empty title={t("silences.none")} />
        ) : (
          <SilenceList silences={current} end={maySteer ? endSilenceAction : null} />
        )}
      </Card>
      <Card>
        <CardHeader>
          <CardTitle>{t("silences.past")}</CardTitle>
        </CardHeader>
        {past.length === 0 ? <Empty title={t("silences.nonePast")} /> : <SilenceList silences={past} end={null} />}
      </Card>
    </AlertFrame>
  );
}
