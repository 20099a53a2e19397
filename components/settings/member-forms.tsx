import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { ShownMember } from "@/components/settings/member-list";
import { RoleSelect } from "@/components/settings/role-select";
import { ActionForm, type FormAction } from "@/components/shell/action-form";
import { Checkbox, Input } from "@/components/shell/kept-field";
import { SubmitButton } from "@/components/shell/submit-button";
import { Label } from "@/components/ui/field";

export interface MemberActions {
  changeRole: FormAction;
  ban: FormAction;
  resetPassword: FormAction;
  remove: FormAction;
}

/** What an admin may do with somebody else's account. */
export function MemberForms({ member, actions }: { member: ShownMember; actions: MemberActions }) {
  return (
    <div className="grid gap-x-8 gap-y-5 border-t border-border bg-muted/40 px-4 py-4 md:grid-cols-2">
      <RoleForm member={member} action={actions.changeRole} />
      <BanForm member={member} action={actions.ban} />
      <ResetForm member={member} action={actions.resetPassword} />
      <DeleteForm member={member} action={actions.remove} />
    </div>
  );
}

interface MemberFormProps {
  member: ShownMember;
  action: FormAction;
}

function RoleForm({ member, action }: MemberFormProps) {
  const t = useTranslations("settings");
  const id = `role-${member.id}`;
  return (
    <MemberForm member={member} action={action} hint={t("members.roleHint")}>
      <Label htmlFor={id}>{t("role")}</Label>
      <div className="flex gap-2">
        <RoleSelect id={id} value={member.role} />
        <SubmitButton>{t("members.changeRole")}</SubmitButton>
      </div>
    </MemberForm>
  );
}

function BanForm({ member, action }: MemberFormProps) {
  const t = useTranslations("settings");
  const id = `reason-${member.id}`;
  return (
    <MemberForm member={member} action={action} hint={t(member.banned ? "members.unbanHint" : "members.banHint")}>
      <input type="hidden" name="banned" value={String(!member.banned)} />
      {member.banned ? (
        <SubmitButton className="self-start">{t("members.unban")}</SubmitButton>
      ) : (
        <>
          <Label htmlFor={id}>{t("members.banReason")}</Label>
          <div className="flex gap-2">
            <Input id={id} name="reason" maxLength={500} autoComplete="off" />
            <SubmitButton variant="destructive">{t("members.ban")}</SubmitButton>
          </div>
        </>
      )}
    </MemberForm>
  );
}

function ResetForm({ member, action }: MemberFormProps) {
  const t = useTranslations("settings");
  return (
    <MemberForm member={member} action={action} hint={t("members.resetHint")}>
      <SubmitButton className="self-start">{t("members.reset")}</SubmitButton>
    </MemberForm>
  );
}

/** The box must be ticked: the browser says so before JavaScript, and the server after it. */
function DeleteForm({ member, action }: MemberFormProps) {
  const t = useTranslations("settings");
  return (
    <MemberForm member={member} action={action} hint={t("members.deleteHint")}>
      <Label className="flex items-center gap-2 font-normal">
        <Checkbox name="sure" value="yes" required /> {t("members.sure", { email: member.email })}
      </Label>
      <SubmitButton variant="destructive" className="self-start">
        {t("members.delete")}
      </SubmitButton>
    </MemberForm>
  );
}

function MemberForm(props: MemberFormProps & { hint: string; children: ReactNode }) {
  const { member, action, hint, children } = props;
  return (
    <ActionForm action={action} className="flex min-w-0 flex-col gap-2">
      <input type="hidden" name="id" value={member.id} />
      {children}
      <p className="text-xs text-muted-foreground">{hint}</p>
    </ActionForm>
  );
}
