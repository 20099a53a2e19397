import { useTranslations } from "next-intl";
import { SubmitButton } from "@/components/forms/action-form";
import { KeptInput } from "@/components/forms/kept-field";
import type { ParamField } from "@/lib/dashboard/forms/form-params";
import { paramValuesOf } from "@/lib/dashboard/schedules/schedule-form";
import type { FormValues } from "@/lib/dashboard/schedules/schedule-form-dates";
import type { EditorAction, PreviewText } from "./editor-answer";
import { EditorFields } from "./editor-fields";
import { EditorForm } from "./editor-form";

export interface ScheduleEditorProps {
  /** Null for a new schedule. */
  schedule: { id: string; version: number } | null;
  jobName: string;
  jobOverlap: "skip" | "queue" | "replace" | "allow";
  values: FormValues;
  params: readonly ParamField[];
  preview: PreviewText;
  action: EditorAction;
}

/** The schedule editor: a plain form, with what it would do beside it. */
export function ScheduleEditor(props: ScheduleEditorProps) {
  const { schedule, jobName, jobOverlap, values, params, preview, action } = props;
  const t = useTranslations("scheduleForm");
  return (
    <EditorForm
      action={action}
      initialPreview={preview}
      labels={{
        title: t("preview.title"),
        zone: t("preview.zone", { zone: "{zone}" }),
        mine: t("preview.mine", { zone: "{zone}" }),
        none: t("preview.none"),
        busy: t("preview.busy"),
      }}
      buttons={
        <>
          <SubmitButton variant="primary">{t(schedule === null ? "add" : "save")}</SubmitButton>
          <SubmitButton name="intent" value="preview" formNoValidate>
            {t("preview.show")}
          </SubmitButton>
        </>
      }
    >
      <input type="hidden" name="job" value={jobName} />
      {schedule && (
        <>
          <input type="hidden" name="schedule" value={schedule.id} />
          <KeptInput type="hidden" name="version" defaultValue={String(schedule.version)} />
          <KeptInput type="hidden" name="base" defaultValue={JSON.stringify({ ...values, ...paramValuesOf(params) })} />
        </>
      )}
      <EditorFields values={values} params={params} isNew={schedule === null} jobOverlap={jobOverlap} />
    </EditorForm>
  );
}
