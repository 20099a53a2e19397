import { useTranslations } from "next-intl";
import { RoleSelect } from "@/components/settings/role-select";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { FormField } from "@/components/shell/form-field";
import { Input } from "@/components/shell/kept-field";
import { SubmitButton } from "@/components/shell/submit-button";

/** Makes an account; its password comes back once, to be passed on. */
export function InviteForm({ action }: { action: FormAction }) {
  const t = useTranslations("settings");
  return (
    <ActionForm action={action} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_15rem_auto] lg:items-end">
        <FormField id="invite-email" label={t("email")}>
          <Input id="invite-email" name="email" type="email" maxLength={254} autoComplete="off" required />
        </FormField>
        <FormField id="invite-name" label={t("members.optionalName")}>
          <Input id="invite-name" name="name" maxLength={100} autoComplete="off" />
        </FormField>
        <FormField id="invite-role" label={t("role")}>
          <RoleSelect id="invite-role" value="viewer" />
        </FormField>
        <SubmitButton variant="primary" className="self-end justify-self-start">
          {t("members.submitInvite")}
        </SubmitButton>
      </div>
    </ActionForm>
  );
}
