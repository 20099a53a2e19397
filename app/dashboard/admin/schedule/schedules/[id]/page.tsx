import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { pauseJobAction, pauseScheduleAction, resumeJobAction, resumeScheduleAction } from "@/app/pause-actions";
import { PageHeader } from "@/components/frame/page-header";
import { Live } from "@/components/live/live";
import { DriftTable } from "@/components/schedules/drift-table";
import { HoldBadge } from "@/components/schedules/hold-badge";
import { PageActions } from "@/components/schedules/page-actions";
import { NextRuns, PastTable } from "@/components/schedules/past-table";
import { ScheduleFacts } from "@/components/schedules/schedule-facts";
import { JsonBlock } from "@/components/text/blocks";
import { SCHEDULE_PATH, schedulePath } from "@/components/text/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { readLane } from "@/lib/dashboard/schedules/schedule-board";
import { openPage } from "@/lib/http/routes/page";
import { removeScheduleAction, resetDriftAction, runScheduleAction, skipSlotAction } from "../../actions";
import { idOfPath } from "../id-of-path";

interface SchedulePageProps {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: SchedulePageProps) {
  return { title: idOfPath((await params).id) };
}

export default async function OneSchedulePage({ params }: SchedulePageProps) {
  const id = idOfPath((await params).id);
  const { deps, can } = await openPage(schedulePath(id));
  const lane = await readLane(deps, id);
  if (!lane) notFound();
  const t = await getTranslations("schedule.page");
  const { schedule, holds } = lane;
  const mayChange = can("cron:schedule");
  return (
    <>
      <PageHeader title={schedule.name} crumbs={[{ href: SCHEDULE_PATH, label: t("crumb") }]}>
        <HoldBadge holds={holds} />
        <Live everySeconds={10} />
        {(mayChange || can("cron:toggle")) && (
          <PageActions
            lane={lane}
            requestKey={crypto.randomUUID()}
            schedule={
              mayChange
                ? {
                    run: runScheduleAction,
                    skip: skipSlotAction,
                    pause: pauseScheduleAction,
                    resume: resumeScheduleAction,
                    remove: removeScheduleAction,
                  }
                : null
            }
            job={can("cron:toggle") ? { pause: pauseJobAction, resume: resumeJobAction } : null}
          />
        )}
      </PageHeader>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="flex min-w-0 flex-col gap-4">
          {schedule.drift.length > 0 && (
            <Card id="drift">
              <CardHeader>
                <CardTitle>{t("drift")}</CardTitle>
              </CardHeader>
              <DriftTable schedule={schedule} reset={mayChange ? resetDriftAction : null} />
            </Card>
          )}
          <Card>
            <CardHeader>
              <CardTitle>{t("recent")}</CardTitle>
            </CardHeader>
            <PastTable lane={lane} />
          </Card>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card>
            <CardHeader>
              <CardTitle>{t("next")}</CardTitle>
            </CardHeader>
            <CardContent>
              <NextRuns lane={lane} skip={mayChange ? skipSlotAction : null} />
            </CardContent>
          </Card>
          <Card>
            <CardHeader>
              <CardTitle>{t("facts")}</CardTitle>
            </CardHeader>
            <CardContent className="flex flex-col gap-4">
              {holds.length > 0 && <HoldBadge holds={holds} detailed />}
              <ScheduleFacts lane={lane} />
              {Object.keys(schedule.params ?? {}).length > 0 && (
                <JsonBlock value={schedule.params} label={t("params")} />
              )}
            </CardContent>
          </Card>
        </div>
      </div>
    </>
  );
}
