import { useTranslations } from "next-intl";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { Notice } from "@/components/shell/notice";
import { SubmitButton } from "@/components/shell/submit-button";
import { Checkbox, Label } from "@/components/ui/field";
import type { ParamField } from "@/lib/dashboard/form-params";
import { CurlLine } from "./curl-line";
import { ParamInput } from "./param-input";

export interface RunFormProps {
  jobName: string;
  enabled: boolean;
  fields: ParamField[];
  /** The same key on every submission of this page: a double click makes one run. */
  requestKey: string;
  appUrl: string;
  action: FormAction;
}

const FORM_ID = "run-form";

/** A form made from the job's parameters, with the curl line that does the same. */
export function RunForm({ jobName, enabled, fields, requestKey, appUrl, action }: RunFormProps) {
  const t = useTranslations("runForm");
  return (
    <div className="flex flex-col gap-6">
      <ActionForm id={FORM_ID} action={action} className="flex flex-col gap-4">
        <input type="hidden" name="job" value={jobName} />
        <input type="hidden" name="requestKey" value={requestKey} />
        {fields.length === 0 && <p className="text-sm text-muted-foreground">{t("noParams")}</p>}
        {fields.map((field) => (
          <ParamInput key={field.name} field={field} />
        ))}
        {!enabled && <Force />}
        <SubmitButton variant="primary" className="self-start">
          {t("submit")}
        </SubmitButton>
      </ActionForm>
      <CurlLine formId={FORM_ID} jobName={jobName} fields={fields} appUrl={appUrl} />
    </div>
  );
}

function Force() {
  const t = useTranslations("runForm");
  return (
    <>
      <Notice tone="warning">{t("disabled")}</Notice>
      <Label className="flex items-center gap-2 font-normal">
        <Checkbox name="force" value="true" /> {t("force")}
      </Label>
    </>
  );
}
