import { Ban, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { KeptCheckbox, KeptInput } from "@/components/forms/kept-field";
import { type RoleName, RoleSelect } from "@/components/settings/invite-form";
import { hrefOf, MEMBERS_PATH } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/field";

/** An account as the list shows it. */
interface ShownMember {
  id: string;
  email: string;
  name: string;
  role: RoleName | null;
  banned: boolean;
  banReason: string | null;
  createdAt: Date;
  sessions: number;
}

interface MemberListProps {
  members: readonly ShownMember[];
  ownId: string;
  /** Whose forms are shown; the address says it, so that an answer to a form finds them open, also before JavaScript. */
  openId: string | undefined;
  actions: MemberActions;
}

/** Every account; all but the own one open to the forms that change them. */
export function MemberList({ members, ownId, openId, actions }: MemberListProps) {
  const admins = members.filter(({ role, banned }) => role === "admin" && !banned).length;
  return (
    <ul className="divide-y divide-border">
      {members.map((member) => (
        <li key={member.id} data-member={member.email} data-id={member.id}>
          {member.id === ownId ? (
            <div className="px-4 py-3">
              <MemberLine member={member} isOwn={true} />
              <OwnHint isLastAdmin={member.role === "admin" && admins === 1} />
            </div>
          ) : (
            <>
              <div className="flex items-center gap-3 px-4 py-3">
                <MemberLine member={member} isOwn={false} />
                <ManageLink member={member} isOpen={member.id === openId} />
              </div>
              {member.id === openId && <MemberForms member={member} actions={actions} />}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function ManageLink({ member: { id, email }, isOpen }: { member: ShownMember; isOpen: boolean }) {
  const t = useTranslations("settings");
  return (
    <Button asChild size="sm" variant={isOpen ? "outline" : "ghost"} className="ml-auto">
      <Link
        href={hrefOf(MEMBERS_PATH, { member: isOpen ? null : id })}
        scroll={false}
        aria-expanded={isOpen}
        aria-label={t(isOpen ? "members.closeOne" : "members.manageOne", { email })}
      >
        {t(isOpen ? "members.close" : "members.manage")}
      </Link>
    </Button>
  );
}

/** Why there is nothing to press beside one's own account. */
function OwnHint({ isLastAdmin }: { isLastAdmin: boolean }) {
  const t = useTranslations("settings");
  return (
    <p className="mt-1.5 text-xs text-muted-foreground">
      {t(isLastAdmin ? "members.lastAdmin" : "members.ownAccount")}
    </p>
  );
}

function MemberLine({ member, isOwn }: { member: ShownMember; isOwn: boolean }) {
  const t = useTranslations("settings");
  const shell = useTranslations("shell");
  const { email, name, role, banned, banReason, sessions, createdAt } = member;
  return (
    <div className="grid min-w-0 flex-1 items-center gap-x-4 gap-y-1 sm:grid-cols-[minmax(0,2fr)_auto_minmax(0,1fr)]">
      <div className="min-w-0">
        <p className="truncate text-sm font-medium">
          {email} {isOwn && <span className="font-normal text-muted-foreground">{t("members.you")}</span>}
        </p>
        <p className="truncate text-xs text-muted-foreground">{name}</p>
      </div>
      <div className="flex flex-wrap gap-1.5">
        <Badge tone={role === "admin" ? "running" : "idle"}>
          {role === "admin" && <ShieldCheck aria-hidden />}
          {role === null ? shell("noRole") : shell(`role.${role}`)}
        </Badge>
        {banned && (
          <Badge tone="failed" title={banReason ?? undefined}>
            <Ban aria-hidden /> {t("members.banned")}
          </Badge>
        )}
      </div>
      <p className="text-xs text-muted-foreground sm:text-right">
        {banned && banReason ? banReason : t("members.sessions", { count: sessions })} · {t("members.since")}{" "}
        <Time at={createdAt} />
      </p>
    </div>
  );
}

interface MemberActions {
  changeRole: FormAction;
  ban: FormAction;
  resetPassword: FormAction;
  remove: FormAction;
}

/** What an admin may do with somebody else's account. */
function MemberForms({ member, actions }: { member: ShownMember; actions: MemberActions }) {
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
            <KeptInput id={id} name="reason" maxLength={500} autoComplete="off" />
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
        <KeptCheckbox name="sure" value="yes" required /> {t("members.sure", { email: member.email })}
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
