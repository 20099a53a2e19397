import { getTimeZone, getTranslations } from "next-intl/server";
import { OpenIncidentCard } from "@/components/alerts/open-incidents";
import { HourSlotList } from "@/components/jobs/charts/hour-slot-list";
import { MetricCharts } from "@/components/jobs/charts/metric-charts";
import { RateLine } from "@/components/jobs/charts/rate-line";
import { RunCharts } from "@/components/jobs/charts/run-charts";
import { CalendarLegend, SlotCalendar } from "@/components/jobs/charts/slot-calendar";
import { ErrorList, LatestRuns, TimeoutNotice } from "@/components/jobs/page/error-list";
import { JobConfigurationFacts } from "@/components/jobs/page/job-configuration";
import { JobFrame } from "@/components/jobs/page/job-frame";
import { StatisticsCard } from "@/components/jobs/page/statistics-card";
import { hrefOf, jobPath } from "@/components/text/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { readIncidentsOfJob } from "@/lib/dashboard/alerts/incidents";
import { readSilencesInForce } from "@/lib/dashboard/alerts/silences";
import { wallHourAt } from "@/lib/dashboard/forms/wall-hours";
import { readHourSlots } from "@/lib/dashboard/jobs/hour-slots";
import { readJobOverview, readOverviewQuery } from "@/lib/dashboard/jobs/job-overview";
import { shownZone } from "@/lib/dashboard/words/zone";
import { acknowledgeAction } from "../../alerts/actions";
import { type JobPageProps, jobTitle, openJob } from "./open-job";

export const generateMetadata = jobTitle;

export default async function JobPage(props: JobPageProps) {
  const { deps, can, subject, name, query, maxDurationSeconds } = await openJob(props, "overview");
  const { range, hour: chosen, kept } = readOverviewQuery(query);
  const zone = shownZone(await getTimeZone(), subject.kind === "registered" ? subject.job.timezone : undefined);
  const hour = chosen && wallHourAt(zone, chosen);
  const now = deps.clock.now();
  const [overview, slots, t, incidents, silences] = await Promise.all([
    readJobOverview(deps, { jobName: name, range, zone }),
    hour ? readHourSlots(deps, name, hour) : null,
    getTranslations("job"),
    readIncidentsOfJob(deps, name),
    readSilencesInForce(deps, now),
  ]);
  const { past, before, calendar, charts, metrics, rate, hint, zones } = overview;
  const path = jobPath(name);
  return (
    <JobFrame subject={subject} tab="overview" may={{ run: can("cron:run"), audit: can("audit:view") }}>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="flex min-w-0 flex-col gap-4">
          {incidents.length > 0 && (
            <OpenIncidentCard
              {...{ incidents, silences, now }}
              acknowledge={can("alerts:steer") ? acknowledgeAction : null}
            />
          )}
          {hint && <TimeoutNotice hint={hint} limitSeconds={maxDurationSeconds} />}
          <StatisticsCard path={path} range={range} past={past} before={before} />
          <Card id="calendar">
            <CardHeader>
              <CardTitle>{t("calendar.titleIn", { zone })}</CardTitle>
            </CardHeader>
            <CardContent className="flex flex-col gap-3">
              {calendar === null && <p className="text-sm text-muted-foreground">{t("calendar.noSchedule")}</p>}
              {calendar && (
                <>
                  <p className="text-[0.8125rem] text-muted-foreground">{t("calendar.note")}</p>
                  <SlotCalendar
                    days={calendar}
                    zone={zone}
                    chosen={hour?.at ?? null}
                    hrefOf={(at) => `${hrefOf(path, { ...kept, hour: at.toISOString() })}#calendar`}
                  />
                  <CalendarLegend />
                </>
              )}
              {hour && slots && <HourSlotList hour={hour} zone={zone} slots={slots} />}
            </CardContent>
          </Card>
          <RunCharts {...charts} />
          <MetricCharts series={metrics} />
          <LatestRuns key={JSON.stringify(kept)} name={name} runs={past.history} zones={zones} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {subject.kind === "registered" && (
            <Card>
              <CardHeader>
                <CardTitle>{t("configuration")}</CardTitle>
              </CardHeader>
              <CardContent>
                <JobConfigurationFacts job={subject.job} />
              </CardContent>
            </Card>
          )}
          <Card>
            <CardHeader>
              <CardTitle>{t("rate.title")}</CardTitle>
            </CardHeader>
            <CardContent>
              <RateLine points={rate} />
            </CardContent>
          </Card>
          <Card>
            <CardHeader>
              <CardTitle>{t("errors")}</CardTitle>
            </CardHeader>
            <CardContent>
              <ErrorList errors={past.errors} />
            </CardContent>
          </Card>
        </div>
      </div>
    </JobFrame>
  );
}
