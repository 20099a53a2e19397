import { Ban, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type MemberActions, MemberForms } from "@/components/settings/member-forms";
import type { RoleName } from "@/components/settings/role-select";
import { hrefOf } from "@/components/shell/href";
import { MEMBERS_PATH } from "@/components/shell/paths";
import { Time } from "@/components/shell/time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";

/** An account as the list shows it. */
export interface ShownMember {
  id: string;
  email: string;
  name: string;
  role: RoleName | null;
  banned: boolean;
  banReason: string | null;
  createdAt: Date;
  sessions: number;
}

export interface MemberListProps {
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
