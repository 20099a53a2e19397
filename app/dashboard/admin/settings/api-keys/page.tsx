import { BookOpen } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { KeyForm } from "@/components/settings/key-form";
import { KeyTable } from "@/components/settings/key-table";
import { Empty } from "@/components/text/blocks";
import { API_DOCS_PATH, API_KEYS_PATH } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { KEY_PERMISSIONS } from "@/lib/auth/permissions";
import { listApiKeys } from "@/lib/commands/api-keys";
import { openSettings } from "../open-settings";
import { createKeyAction, revokeKeyAction } from "./actions";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("sections.apiKeys") };
}

export default async function ApiKeysPage() {
  const { deps } = await openSettings("keys:manage", API_KEYS_PATH);
  const [t, keys] = await Promise.all([getTranslations("settings"), listApiKeys(deps.db, deps.clock.now())]);
  return (
    <>
      <PageHeader title={t("sections.apiKeys")} description={t("keys.about")}>
        <Button asChild>
          <Link href={API_DOCS_PATH}>
            <BookOpen aria-hidden /> {t("keys.reference")}
          </Link>
        </Button>
      </PageHeader>
      <div className="flex flex-col gap-4">
        <Card>
          <CardHeader>
            <CardTitle>{t("keys.create")}</CardTitle>
          </CardHeader>
          <CardContent className="py-4">
            <KeyForm permissions={KEY_PERMISSIONS} action={createKeyAction} />
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>{t("keys.count", { count: keys.length })}</CardTitle>
          </CardHeader>
          {keys.length === 0 ? (
            <Empty title={t("keys.empty")}>{t("keys.emptyHint")}</Empty>
          ) : (
            <KeyTable keys={keys} revoke={revokeKeyAction} />
          )}
        </Card>
      </div>
    </>
  );
}
