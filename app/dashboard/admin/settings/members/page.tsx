import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { InviteForm } from "@/components/settings/invite-form";
import { MemberList } from "@/components/settings/member-list";
import { firstValues, hrefOf, MEMBERS_PATH, type SearchParams } from "@/components/text/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { listMembers } from "@/lib/commands/member-list";
import { openSettings } from "../open-settings";
import { banAction, changeRoleAction, deleteMemberAction, inviteAction, resetPasswordAction } from "./actions";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("sections.members") };
}

export default async function MembersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { member } = firstValues(await searchParams);
  const { person, deps } = await openSettings("members:manage", hrefOf(MEMBERS_PATH, { member }));
  const [t, members] = await Promise.all([getTranslations("settings"), listMembers(deps.db, deps.clock.now())]);
  const actions = {
    changeRole: changeRoleAction,
    ban: banAction,
    resetPassword: resetPasswordAction,
    remove: deleteMemberAction,
  };
  return (
    <>
      <PageHeader title={t("sections.members")} description={t("members.about")} />
      <div className="flex flex-col gap-4">
        <Card>
          <CardHeader>
            <CardTitle>{t("members.invite")}</CardTitle>
          </CardHeader>
          <CardContent className="py-4">
            <InviteForm action={inviteAction} />
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>{t("members.count", { count: members.length })}</CardTitle>
          </CardHeader>
          <MemberList members={members} ownId={person.id} openId={member} actions={actions} />
        </Card>
      </div>
    </>
  );
}
