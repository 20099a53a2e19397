import { FileJson } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { ApiFilter, GroupNav, OperationList } from "@/components/api-docs/operation-list";
import { PageHeader } from "@/components/frame/page-header";
import { Empty } from "@/components/text/blocks";
import { API_DOCS_PATH, firstValues, hrefOf, type SearchParams } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card, CardContent } from "@/components/ui/card";
import { type ApiGroup, filterGroups } from "@/lib/dashboard/api-docs/api-docs";
import { apiDocs } from "@/lib/http/openapi/document";
import { openPage } from "@/lib/http/routes/page";

export async function generateMetadata() {
  return { title: (await getTranslations("apiDocs"))("title") };
}

export default async function ApiDocsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const address = firstValues(await searchParams);
  const { appUrl } = await openPage(hrefOf(API_DOCS_PATH, address));
  const t = await getTranslations("apiDocs");
  const { groups } = apiDocs(appUrl);
  const text = address.q?.trim() ?? "";
  const shown = filterGroups(groups, text);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")}>
        <Button asChild>
          <a href="/api/openapi.json" target="_blank" rel="noreferrer">
            <FileJson aria-hidden /> {t("document")}
          </a>
        </Button>
      </PageHeader>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-8 gap-y-5 xl:grid-cols-[11rem_minmax(0,1fr)]">
        <GroupNav groups={shown} />
        <div className="min-w-0 space-y-6">
          <Card>
            <CardContent>
              <ApiFilter text={text} shown={countOf(shown)} total={countOf(groups)} />
            </CardContent>
          </Card>
          {shown.length === 0 && <Empty title={t("none")} />}
          {shown.map((group) => (
            <OperationList key={group.name} group={group} />
          ))}
        </div>
      </div>
    </>
  );
}

const countOf = (groups: readonly ApiGroup[]) => groups.reduce((sum, { operations }) => sum + operations.length, 0);
