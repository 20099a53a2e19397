import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { JobFrame } from "@/components/jobs/page/job-frame";
import { AuditList } from "@/components/settings/audit-list";
import { Empty } from "@/components/text/blocks";
import { hrefOf, jobPath, jobTabPath } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { jobAuditQuery, readJobAudit } from "@/lib/dashboard/jobs/job-audit";
import { type JobPageProps, jobTitle, openJob } from "../open-job";

export const generateMetadata = jobTitle;

export default async function JobAuditPage(props: JobPageProps) {
  const { deps, can, subject, name, query } = await openJob(props, "audit");
  if (!can("audit:view")) redirect(jobPath(name));
  const { cursor } = jobAuditQuery.parse(query);
  const [t, { entries, nextCursor }] = await Promise.all([
    getTranslations("jobAudit"),
    readJobAudit(deps, { jobName: name, cursor }),
  ]);
  return (
    <JobFrame subject={subject} tab="audit" may={{ run: can("cron:run"), audit: true }}>
      <Card>
        {entries.length === 0 ? <Empty title={t("empty")}>{t("emptyHint")}</Empty> : <AuditList entries={entries} />}
        {nextCursor && (
          <div className="border-t border-border px-4 py-3 text-center">
            <Button asChild size="sm" variant="ghost">
              <Link href={hrefOf(jobTabPath(name, "audit"), { cursor: nextCursor })}>{t("older")}</Link>
            </Button>
          </div>
        )}
      </Card>
    </JobFrame>
  );
}
