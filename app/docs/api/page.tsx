import { FileJson } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { groupAnchor } from "@/components/api-docs/anchors";
import { ApiFilter } from "@/components/api-docs/api-filter";
import { BearerField, BearerProvider } from "@/components/api-docs/bearer";
import { GroupNav } from "@/components/api-docs/group-nav";
import { Operation } from "@/components/api-docs/operation";
import { SchemaList } from "@/components/api-docs/schema-list";
import { Empty } from "@/components/shell/empty";
import { firstValues, hrefOf, type SearchParams } from "@/components/shell/href";
import { PageHeader } from "@/components/shell/page-header";
import { API_DOCS_PATH } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { Card, CardContent } from "@/components/ui/card";
import { type ApiGroup, filterGroups } from "@/lib/dashboard/api-docs/api-docs";
import { apiDocs } from "@/lib/http/openapi/api-docs";
import { openPage } from "@/lib/http/page";

/** So few operations are shown unfolded. */
const UNFOLDED = 3;

export async function generateMetadata() {
  return { title: (await getTranslations("apiDocs"))("title") };
}

export default async function ApiDocsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const address = firstValues(await searchParams);
  const { appUrl } = await openPage(hrefOf(API_DOCS_PATH, address));
  const t = await getTranslations("apiDocs");
  const { groups, schemas } = apiDocs(appUrl);
  const text = address.q?.trim() ?? "";
  const shown = filterGroups(groups, text);
  return (
    <BearerProvider>
      <PageHeader title={t("title")} description={t("description")}>
        <Button asChild>
          <a href="/api/openapi.json" target="_blank" rel="noreferrer">
            <FileJson aria-hidden /> {t("document")}
          </a>
        </Button>
      </PageHeader>
      <div className="grid items-start gap-x-8 gap-y-5 xl:grid-cols-[11rem_minmax(0,1fr)]">
        <GroupNav groups={shown} />
        <div className="min-w-0 space-y-6">
          <Card>
            <CardContent className="grid gap-4 lg:grid-cols-2">
              <ApiFilter text={text} shown={countOf(shown)} total={countOf(groups)} />
              <BearerField />
            </CardContent>
          </Card>
          {shown.length === 0 && <Empty title={t("none")} />}
          {shown.map((group) => (
            <Group key={group.name} group={group} open={text !== "" && countOf(shown) <= UNFOLDED} />
          ))}
          <SchemaList schemas={schemas} />
        </div>
      </div>
    </BearerProvider>
  );
}

function Group({ group: { name, description, operations }, open }: { group: ApiGroup; open: boolean }) {
  return (
    <section aria-labelledby={groupAnchor(name)}>
      <h2 id={groupAnchor(name)} className="scroll-mt-16 text-base font-semibold">
        {name}
      </h2>
      {description && <p className="mb-2 text-sm text-muted-foreground">{description}</p>}
      <div className="space-y-2">
        {operations.map((operation) => (
          <Operation key={operation.id} operation={operation} open={open} />
        ))}
      </div>
    </section>
  );
}

const countOf = (groups: readonly ApiGroup[]) => groups.reduce((sum, { operations }) => sum + operations.length, 0);
