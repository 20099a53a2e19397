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
  return (
    <div className="flex flex-col gap-6">
      <ActionForm id={FORM_ID} action={action} className="flex flex-col gap-4">
        <input type="hidden" name="job" value={jobName} />
        <input type="hidden" name="requestKey" value={requestKey} />
        {fields.length === 0 && <p className="text-sm text-muted-foreground">This job takes no parameters.</p>}
        {fields.map((field) => (
          <ParamInput key={field.name} field={field} />
        ))}
        {!enabled && <Force />}
        <SubmitButton variant="primary" className="self-start">
          Run now
        </SubmitButton>
      </ActionForm>
      <CurlLine formId={FORM_ID} jobName={jobName} fields={fields} appUrl={appUrl} />
    </div>
  );
}

function Force() {
  return (
    <>
      <Notice tone="warning">This job is disabled: without the tick below the run is skipped.</Notice>
      <Label className="flex items-center gap-2 font-normal">
        <Checkbox name="force" value="true" /> Run although it is disabled
      </Label>
    </>
  );
}
