import { useTranslations } from "next-intl";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { Input } from "@/components/shell/kept-field";
import { SubmitButton } from "@/components/shell/submit-button";
import { Label } from "@/components/ui/field";

/** Switches a job with a word why, which stays with it and in the audit log. */
export function ToggleForm({ jobName, enabled, action }: { jobName: string; enabled: boolean; action: FormAction }) {
  const t = useTranslations("jobConfiguration");
  return (
    <ActionForm action={action} className="flex flex-col gap-2">
      <input type="hidden" name="job" value={jobName} />
      <input type="hidden" name="enabled" value={String(!enabled)} />
      <Label htmlFor="notes">{t("why")}</Label>
      <div className="flex gap-2">
        <Input id="notes" name="notes" maxLength={500} autoComplete="off" />
        <SubmitButton>{t(enabled ? "disable" : "enable")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
