import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { FormField } from "@/components/forms/form-field";
import { KeptCheckbox, KeptInput, KeptSelect } from "@/components/forms/kept-field";
import { Label } from "@/components/ui/field";
import type { Messages } from "@/lib/i18n/messages";

export const KEY_LIFE_DAYS = ["30", "90", "365", "never"] as const;

/** `cron:run` is told in words under `cron_run`: a colon is nothing for the name of a message. */
type ScopeWord = keyof Messages["settings"]["scope"];

/** Makes a key for a program; it comes back once. */
export function KeyForm({ permissions, action }: { permissions: readonly string[]; action: FormAction }) {
  const t = useTranslations("settings");
  return (
    <ActionForm action={action} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <FormField id="key-name" label={t("keys.name")} hint={t("keys.nameHint")}>
          <KeptInput
            id="key-name"
            name="name"
            maxLength={60}
            autoComplete="off"
            aria-describedby="key-name-hint"
            required
          />
        </FormField>
        <FormField id="key-days" label={t("keys.expires")}>
          <KeptSelect id="key-days" name="days" defaultValue="90">
            {KEY_LIFE_DAYS.map((days) => (
              <option key={days} value={days}>
                {days === "never" ? t("keys.never") : t("keys.days", { count: Number(days) })}
              </option>
            ))}
          </KeptSelect>
        </FormField>
      </div>
      <fieldset>
        <legend className="mb-2 text-[0.8125rem] font-medium">{t("keys.permissions")}</legend>
        <div className="grid gap-x-6 gap-y-2.5 sm:grid-cols-2">
          {permissions.map((permission) => (
            <Scope key={permission} permission={permission} />
          ))}
        </div>
      </fieldset>
      <SubmitButton variant="primary" className="self-start">
        {t("keys.submit")}
      </SubmitButton>
    </ActionForm>
  );
}

function Scope({ permission }: { permission: string }) {
  const t = useTranslations("settings");
  const word = permission.replace(":", "_") as ScopeWord;
  return (
    <Label className="flex cursor-pointer items-start gap-2.5 text-sm font-normal">
      <KeptCheckbox name="permissions" value={permission} className="mt-0.5 shrink-0" />
      <span className="min-w-0">
        <code className="font-mono text-[0.8125rem]">{permission}</code>
        <span className="block text-xs text-muted-foreground">{t(`scope.${word}`)}</span>
      </span>
    </Label>
  );
}
