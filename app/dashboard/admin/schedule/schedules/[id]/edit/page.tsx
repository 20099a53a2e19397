import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { ScheduleEditor } from "@/components/schedules/editor/editor";
import { Notice } from "@/components/text/blocks";
import { editSchedulePath, SCHEDULE_PATH, schedulePath } from "@/components/text/paths";
import { readPreview } from "@/lib/commands/preview-change";
import { paramFields } from "@/lib/dashboard/forms/param-fields";
import { formValuesOf } from "@/lib/dashboard/schedules/schedule-form";
import { readSchedule } from "@/lib/dashboard/schedules/schedules";
import { openPage } from "@/lib/http/routes/page";
import { previewText } from "../../../preview-text";
import { saveScheduleAction } from "../../../save-schedule";
import { idOfPath } from "../../id-of-path";

export async function generateMetadata({ params }: EditPageProps) {
  const t = await getTranslations("scheduleForm");
  return { title: t("editHeading", { name: idOfPath((await params).id) }) };
}

interface EditPageProps {
  params: Promise<{ id: string }>;
}

export default async function EditSchedulePage({ params }: EditPageProps) {
  const id = idOfPath((await params).id);
  const { deps, can, findJob } = await openPage(editSchedulePath(id));
  const entry = await readSchedule(deps, id);
  const job = entry && findJob(entry.jobName);
  if (!entry || !job) notFound();
  if (!can("cron:schedule")) redirect(schedulePath(id));
  const { version } = entry;
  const [t, { preview, plan }] = await Promise.all([
    getTranslations("scheduleForm"),
    readPreview({ id, body: { version } }),
  ]);
  return (
    <>
      <PageHeader
        title={t("editHeading", { name: entry.name })}
        crumbs={[
          { href: SCHEDULE_PATH, label: t("crumb") },
          { href: schedulePath(id), label: entry.name },
        ]}
        description={job.description}
      />
      {entry.origin === "code" && (
        <div className="mb-4">
          <Notice tone="info">{t("declared")}</Notice>
        </div>
      )}
      <ScheduleEditor
        schedule={{ id, version }}
        jobName={job.name}
        jobOverlap={job.overlap ?? "skip"}
        values={formValuesOf(entry)}
        params={paramFields(job, entry.params)}
        preview={await previewText(preview, { plan })}
        action={saveScheduleAction}
      />
    </>
  );
}
