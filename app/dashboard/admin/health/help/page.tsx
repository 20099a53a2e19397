import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { Guide } from "@/components/health/guide";
import { Empty } from "@/components/text/blocks";
import { HEALTH_PATH } from "@/components/text/paths";
import { guideBlocks } from "@/lib/dashboard/health/guide";
import { readTroubleshooting } from "@/lib/http/routes/doctor-facts";
import { openPage } from "@/lib/http/routes/page";

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
