import { getTranslations } from "next-intl/server";
import { RunningStrip } from "@/components/jobs/running-strip";
import { PageHeader } from "@/components/shell/page-header";
import { OVERVIEW_PATH } from "@/components/shell/paths";
import { listJobs } from "@/lib/dashboard/jobs";
import { openPage } from "@/lib/http/page";

export async function generateMetadata() {
  return { title: (await getTranslations("shell"))("overview") };
}

export default async function OverviewPage() {
  const { deps } = await openPage(OVERVIEW_PATH);
  const t = await getTranslations("shell");
  const { runningJobs } = await listJobs(deps, { days: 30 });
  return (
    <>
      <PageHeader title={t("overview")} />
      <RunningStrip running={runningJobs} />
    </>
  );
}
