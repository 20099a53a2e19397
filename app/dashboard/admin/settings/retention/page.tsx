import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { AppliedLine, RetentionForm } from "@/components/settings/retention";
import { RETENTION_PATH } from "@/components/text/paths";
import { Card, CardContent } from "@/components/ui/card";
import { readRetention } from "@/lib/commands/retention";
import { readAppliedRetention } from "@/lib/dashboard/health/check-retention";
import { openSettings } from "../open-settings";
import { changeRetentionAction } from "./actions";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("sections.retention") };
}

export default async function RetentionPage() {
  const { deps } = await openSettings("retention:manage", RETENTION_PATH);
  const [t, retention, applied] = await Promise.all([
    getTranslations("settings"),
    readRetention(deps.db),
    readAppliedRetention(deps.db),
  ]);
  return (
    <>
      <PageHeader title={t("sections.retention")} description={t("retention.about")} />
      <Card className="max-w-3xl">
        <CardContent className="flex flex-col gap-4 py-4">
          <RetentionForm retention={retention} action={changeRetentionAction} />
          <AppliedLine applied={applied} />
        </CardContent>
      </Card>
    </>
  );
}
