import { History } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { FormField } from "@/components/forms/form-field";
import { KeptInput } from "@/components/forms/kept-field";
import { Time } from "@/components/text/time";
import type { AppliedRetention } from "@/lib/dashboard/health/check-retention";

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
            <KeptInput
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

/** When the retention was last applied, and how much went. */
export function AppliedLine({ applied }: { applied: AppliedRetention | null }) {
  const t = useTranslations("settings.retention");
  return (
    <p className="flex items-start gap-2 border-t border-border pt-4 text-sm">
      <History aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      {applied === null ? (
        <span className="text-muted-foreground">{t("never")}</span>
      ) : (
        <span>
          {t("last")} <Time at={applied.at} />: {t("deleted", { runs: applied.runs, logLines: applied.logLines })}
          {!applied.finished && <span className="block text-status-warning">{t("more")}</span>}
        </span>
      )}
    </p>
  );
}
