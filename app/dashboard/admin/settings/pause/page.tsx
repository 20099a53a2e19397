import { getTranslations } from "next-intl/server";
import { pauseEverythingAction, resumeEverythingAction } from "@/app/pause-actions";
import { PageHeader } from "@/components/frame/page-header";
import { PauseForm, PauseStateLine } from "@/components/settings/pause";
import { PAUSE_PATH } from "@/components/text/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { readScheduler } from "@/lib/dashboard/schedules/scheduler";
import { openSettings } from "../open-settings";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("sections.pause") };
}

export default async function PausePage() {
  const { deps } = await openSettings("cron:schedule", PAUSE_PATH);
  const [t, scheduler] = await Promise.all([getTranslations("settings"), readScheduler(deps)]);
  const { paused } = scheduler;
  const holds = paused !== null && (paused.until === null || paused.until > deps.clock.now());
  return (
    <>
      <PageHeader title={t("sections.pause")} description={t("pause.about")} />
      <div className="flex max-w-3xl flex-col gap-4">
        <Card>
          <CardContent className="py-4">
            <PauseStateLine
              pause={holds ? paused : null}
              schedules={scheduler.jobCount}
              resume={resumeEverythingAction}
            />
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>{t(holds ? "pause.change" : "pause.begin")}</CardTitle>
          </CardHeader>
          <CardContent className="py-4">
            <PauseForm action={pauseEverythingAction} />
          </CardContent>
        </Card>
      </div>
    </>
  );
}
