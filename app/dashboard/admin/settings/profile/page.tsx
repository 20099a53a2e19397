import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { NameForm, PasswordForm } from "@/components/settings/profile-forms";
import { Notice } from "@/components/text/blocks";
import { firstValues, PROFILE_PATH, type SearchParams } from "@/components/text/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { MIN_PASSWORD_LENGTH } from "@/lib/auth/auth";
import { openPage } from "@/lib/http/routes/page";
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
