import { getTranslations } from "next-intl/server";
import { NameForm, PasswordForm } from "@/components/settings/profile-forms";
import { firstValues, type SearchParams } from "@/components/shell/href";
import { Notice } from "@/components/shell/notice";
import { PageHeader } from "@/components/shell/page-header";
import { PROFILE_PATH } from "@/components/shell/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { MIN_PASSWORD_LENGTH } from "@/lib/http/auth/auth";
import { openPage } from "@/lib/http/page";
import { changePasswordAction, renameAction } from "./actions";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("sections.profile") };
}

export default async function ProfilePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { saved } = firstValues(await searchParams);
  const { person } = await openPage(PROFILE_PATH);
  const t = await getTranslations("settings");
  return (
    <>
      <PageHeader title={t("sections.profile")} description={t("profile.about")} />
      <div className="grid items-start gap-4 md:grid-cols-2">
        <Card>
          <CardHeader>
            <CardTitle>{t("profile.you")}</CardTitle>
          </CardHeader>
          <CardContent className="py-4">
            <NameForm person={person} action={renameAction} />
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>{t("profile.password")}</CardTitle>
          </CardHeader>
          <CardContent className="flex flex-col gap-4 py-4">
            {saved === "password" && <Notice tone="done">{t("profile.passwordChanged")}</Notice>}
            <PasswordForm email={person.email} minLength={MIN_PASSWORD_LENGTH} action={changePasswordAction} />
          </CardContent>
        </Card>
      </div>
    </>
  );
}
