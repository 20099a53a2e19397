import { useTranslations } from "next-intl";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { FormField } from "@/components/shell/form-field";
import { Input } from "@/components/shell/kept-field";
import { SubmitButton } from "@/components/shell/submit-button";

/** Holds everything still, with a reason and, if wanted, an end. */
export function PauseForm({ action }: { action: FormAction }) {
  const t = useTranslations("settings.pause");
  return (
    <ActionForm action={action} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <FormField id="pause-reason" label={t("reason")} hint={t("reasonHint")}>
          <Input id="pause-reason" name="reason" maxLength={500} aria-describedby="pause-reason-hint" required />
        </FormField>
        <FormField id="pause-until" label={t("until")} hint={t("untilHint")}>
          <Input id="pause-until" name="until" type="datetime-local" aria-describedby="pause-until-hint" />
        </FormField>
      </div>
      <SubmitButton variant="destructive" className="self-start">
        {t("submit")}
      </SubmitButton>
    </ActionForm>
  );
}
