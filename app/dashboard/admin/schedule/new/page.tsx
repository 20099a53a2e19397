import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { JobChoice } from "@/components/schedules/editor/job-choice";
import { firstValues, hrefOf, NEW_SCHEDULE_PATH, SCHEDULE_PATH, type SearchParams } from "@/components/text/paths";
import { Card, CardContent } from "@/components/ui/card";
import { openPage } from "@/lib/http/routes/page";
import { NewScheduleEditor } from "../new-schedule-editor";

export async function generateMetadata() {
  return { title: (await getTranslations("scheduleForm"))("newTitle") };
}

/** First the job, because the form is made from its parameters. */
export default async function NewSchedulePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { job: asked = "" } = firstValues(await searchParams);
  const { deps, can, findJob } = await openPage(hrefOf(NEW_SCHEDULE_PATH, { job: asked }));
  if (!can("cron:schedule")) redirect(SCHEDULE_PATH);
  const t = await getTranslations("scheduleForm");
  const job = findJob(asked);
  return (
    <>
      <PageHeader
        title={job ? t("newHeading", { job: job.name }) : t("newTitle")}
        crumbs={[{ href: SCHEDULE_PATH, label: t("crumb") }]}
        description={job?.description}
      />
      {job ? (
        <NewScheduleEditor job={job} />
      ) : (
        <Card className="max-w-xl">
          <CardContent className="py-5">
            <JobChoice jobs={deps.jobs.map(({ name, description }) => ({ name, description }))} />
          </CardContent>
        </Card>
      )}
    </>
  );
}
