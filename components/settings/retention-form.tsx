import { useTranslations } from "next-intl";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { FormField } from "@/components/shell/form-field";
import { Input } from "@/components/shell/kept-field";
import { SubmitButton } from "@/components/shell/submit-button";

const FIELDS = ["runDays", "logLineDays", "callDays"] as const;

/** In days. */
type Retention = Record<(typeof FIELDS)[number], number>;

/** How long history is kept, in days. What is past it goes with the next clean-up. */
export function RetentionForm({ retention, action }: { retention: Retention; action: FormAction }) {
  const t = useTranslations("settings");
  return (
    <ActionForm action={action} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-3">
        {FIELDS.map((name) => (
          <FormField key={name} id={name} label={t(`retention.${name}`)} hint={t(`retention.hint.${name}`)}>
            <Input
              key={retention[name]}
              id={name}
              name={name}
              type="number"
              min={1}
              max={3650}
              step={1}
              defaultValue={retention[name]}
              aria-describedby={`${name}-hint`}
              required
            />
          </FormField>
        ))}
      </div>
      <p className="text-xs text-muted-foreground">{t("retention.forever")}</p>
      <SubmitButton variant="primary" className="self-start">
        {t("save")}
      </SubmitButton>
    </ActionForm>
  );
}
