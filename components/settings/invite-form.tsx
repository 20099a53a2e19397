import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { FormField } from "@/components/forms/form-field";
import { KeptInput } from "@/components/forms/kept-field";
import { Select } from "@/components/ui/field";
import type { Messages } from "@/lib/i18n/messages";

/** Makes an account; its password comes back once, to be passed on. */
export function InviteForm({ action }: { action: FormAction }) {
  const t = useTranslations("settings");
  return (
    <ActionForm action={action} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_15rem_auto] lg:items-end">
        <FormField id="invite-email" label={t("email")}>
          <KeptInput id="invite-email" name="email" type="email" maxLength={254} autoComplete="off" required />
        </FormField>
        <FormField id="invite-name" label={t("members.optionalName")}>
          <KeptInput id="invite-name" name="name" maxLength={100} autoComplete="off" />
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

export type RoleName = keyof Messages["shell"]["role"];

/** Least first: what an admin should give unless there is a reason for more. */
const ROLES: readonly RoleName[] = ["viewer", "operator", "admin"];

export function RoleSelect({ id, value }: { id: string; value: RoleName | null }) {
  const t = useTranslations("shell");
  const settings = useTranslations("settings");
  return (
    <Select id={id} name="role" defaultValue={value ?? ""} key={value} required>
      {value === null && <option value="">{t("noRole")}</option>}
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {t(`role.${role}`)} – {settings(`roleMeans.${role}`)}
        </option>
      ))}
    </Select>
  );
}
