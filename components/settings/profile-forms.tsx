import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { FormField } from "@/components/forms/form-field";
import { KeptInput } from "@/components/forms/kept-field";
import { Facts } from "@/components/text/blocks";
import type { Messages } from "@/lib/i18n/messages";

export interface ProfilePerson {
  email: string;
  name: string;
  role: keyof Messages["shell"]["role"] | null;
}

export function NameForm({ person, action }: { person: ProfilePerson; action: FormAction }) {
  const t = useTranslations("settings");
  const shell = useTranslations("shell");
  const role = person.role === null ? shell("noRole") : shell(`role.${person.role}`);
  return (
    <div className="flex flex-col gap-5">
      <Facts
        facts={[
          { label: t("email"), value: person.email },
          { label: t("role"), value: role },
        ]}
      />
      <ActionForm action={action} className="flex flex-col gap-4">
        <FormField id="name" label={t("name")}>
          <KeptInput
            key={person.name}
            id="name"
            name="name"
            defaultValue={person.name}
            maxLength={100}
            autoComplete="name"
            required
          />
        </FormField>
        <SubmitButton className="self-start">{t("save")}</SubmitButton>
      </ActionForm>
    </div>
  );
}

/** The hidden address tells password managers whose password this is. */
export function PasswordForm(props: { email: string; minLength: number; action: FormAction }) {
  const { email, minLength, action } = props;
  const t = useTranslations("settings");
  return (
    <ActionForm action={action} className="flex flex-col gap-4">
      <input type="text" name="username" autoComplete="username" defaultValue={email} hidden readOnly />
      <FormField id="current" label={t("profile.current")}>
        <KeptInput
          id="current"
          name="current"
          type="password"
          autoComplete="current-password"
          maxLength={200}
          required
        />
      </FormField>
      <FormField id="next" label={t("profile.next")} hint={t("profile.passwordHint", { count: minLength })}>
        <KeptInput
          id="next"
          name="next"
          type="password"
          autoComplete="new-password"
          aria-describedby="next-hint"
          minLength={minLength}
          maxLength={128}
          required
        />
      </FormField>
      <SubmitButton className="self-start">{t("profile.changePassword")}</SubmitButton>
    </ActionForm>
  );
}
