import { useTranslations } from "next-intl";
import { Input } from "@/components/shell/kept-field";
import { SubmitButton } from "@/components/shell/submit-button";
import type { ParamField } from "@/lib/dashboard/form-params";
import { type FormValues, paramValuesOf } from "@/lib/dashboard/schedule-form";
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
          <Input type="hidden" name="version" defaultValue={String(schedule.version)} />
          <Input type="hidden" name="base" defaultValue={JSON.stringify({ ...values, ...paramValuesOf(params) })} />
        </>
      )}
      <EditorFields values={values} params={params} isNew={schedule === null} jobOverlap={jobOverlap} />
    </EditorForm>
  );
}
