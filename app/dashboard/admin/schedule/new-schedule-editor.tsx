import { ScheduleEditor } from "@/components/schedules/editor/editor";
import { readPreview } from "@/lib/commands/preview-change";
import { paramFields } from "@/lib/dashboard/forms/param-fields";
import { formValuesOf, wholeForm } from "@/lib/dashboard/schedules/schedule-form";
import type { Page } from "@/lib/http/routes/page";
import { previewText } from "./preview-text";
import { saveScheduleAction } from "./save-schedule";

/** The editor of a schedule that is not there yet, with the defaults of one. */
export async function NewScheduleEditor({ job }: { job: NonNullable<ReturnType<Page["findJob"]>> }) {
  const values = formValuesOf(null);
  const params = paramFields(job);
  const { preview, plan } = await readPreview({ id: null, body: { jobName: job.name, ...wholeForm(values, params) } });
  return (
    <ScheduleEditor
      schedule={null}
      jobName={job.name}
      jobOverlap={job.overlap ?? "skip"}
      values={values}
      params={params}
      preview={await previewText(preview, { plan })}
      action={saveScheduleAction}
    />
  );
}
