import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { KeptCheckbox } from "@/components/forms/kept-field";
import { Notice } from "@/components/text/blocks";
import { Time } from "@/components/text/time";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/field";
import type { ParamField } from "@/lib/dashboard/forms/form-params";
import type { JobPause } from "@/lib/dashboard/jobs/job-subject";
import { DEBUG_FIELD, FORCE_FIELD } from "@/lib/dashboard/runs/run-order";
import { ParamInput } from "../../forms/param-input";
import { EqualLines } from "./equal-lines";

export interface RunFormProps {
  jobName: string;
  enabled: boolean;
  pause: JobPause | null;
  fields: ParamField[];
  /** How the boxes beside the parameters stand at first. */
  ticked: { debug: boolean; force: boolean };
  /** The same key on every submission of this page: a double click makes one run. */
  requestKey: string;
  appUrl: string;
  action: FormAction;
}

const FORM_ID = "run-form";

/** A form made from the job's parameters, with the commands that do the same. */
export function RunForm(props: RunFormProps) {
  const { jobName, enabled, pause, fields, ticked, requestKey, appUrl, action } = props;
  const t = useTranslations("runForm");
  const isHeld = !enabled || pause !== null;
  return (
    <div className="flex flex-col gap-6">
      <ActionForm id={FORM_ID} action={action} className="flex flex-col gap-4">
        <input type="hidden" name="job" value={jobName} />
        <input type="hidden" name="requestKey" value={requestKey} />
        {fields.length === 0 && <p className="text-sm text-muted-foreground">{t("noParams")}</p>}
        {fields.map((field) => (
          <ParamInput key={field.name} field={field} />
        ))}
        <div className="flex flex-col gap-1">
          <Label className="flex items-center gap-2 font-normal">
            <KeptCheckbox name={DEBUG_FIELD} value="true" defaultChecked={ticked.debug} aria-describedby="debug-hint" />{" "}
            {t("debug")}
          </Label>
          <p id="debug-hint" className="text-xs text-muted-foreground">
            {t("debugHint")}
          </p>
        </div>
        {isHeld && <Force enabled={enabled} pause={pause} ticked={ticked.force} />}
        <div className="flex flex-wrap gap-2">
          <SubmitButton variant="primary">{t("submit")}</SubmitButton>
          <noscript>
            <Button type="submit" name="intent" value="preview">
              {t("preview")}
            </Button>
          </noscript>
        </div>
      </ActionForm>
      <EqualLines formId={FORM_ID} jobName={jobName} fields={fields} ticked={ticked} appUrl={appUrl} />
    </div>
  );
}

/** Why the run would be skipped, and the tick that runs it all the same. */
function Force({ enabled, pause, ticked }: { enabled: boolean; pause: JobPause | null; ticked: boolean }) {
  const t = useTranslations("runForm");
  return (
    <>
      <Notice tone="warning">
        {!enabled && <p>{t("disabled")}</p>}
        {pause && (
          <p>
            {t.rich(pause.until === null ? "paused" : "pausedUntil", {
              reason: pause.reason ?? t("noReason"),
              time: () => <Time at={pause.until} />,
            })}
          </p>
        )}
        <p>{t("forceMeans")}</p>
      </Notice>
      <Label className="flex items-center gap-2 font-normal">
        <KeptCheckbox name={FORCE_FIELD} value="true" defaultChecked={ticked} /> {t(enabled ? "forcePaused" : "force")}
      </Label>
    </>
  );
}
