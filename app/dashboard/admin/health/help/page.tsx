import { getTranslations } from "next-intl/server";
import { Guide } from "@/components/health/guide";
import { Empty } from "@/components/shell/empty";
import { PageHeader } from "@/components/shell/page-header";
import { HEALTH_PATH } from "@/components/shell/paths";
import { guideBlocks } from "@/lib/dashboard/guide";
import { openPage } from "@/lib/http/page";
import { readTroubleshooting } from "@/lib/http/troubleshooting";

export async function generateMetadata() {
  return { title: (await getTranslations("health"))("help.title") };
}

export default async function HelpPage() {
  await openPage(`${HEALTH_PATH}/help`);
  const t = await getTranslations("health");
  const text = readTroubleshooting();
  return (
    <>
      <PageHeader
        title={t("help.title")}
        crumbs={[{ href: HEALTH_PATH, label: t("title") }]}
        description={t("help.about")}
      />
      {text === null ? <Empty title={t("help.missing")} /> : <Guide blocks={guideBlocks(text)} />}
    </>
  );
}
