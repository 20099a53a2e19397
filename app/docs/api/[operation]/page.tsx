import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { BearerField } from "@/components/api-docs/bearer";
import { OperationAnswers, OperationInput } from "@/components/api-docs/operation";
import { MethodBadge, WhoMay } from "@/components/api-docs/operation-list";
import { SchemaList } from "@/components/api-docs/schema-list";
import { SendRequest } from "@/components/api-docs/send-request";
import { PageHeader } from "@/components/frame/page-header";
import { API_DOCS_PATH, operationPath } from "@/components/text/paths";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { findOperation, formOf, type OperationView } from "@/lib/dashboard/api-docs/api-docs";
import { usedSchemas } from "@/lib/dashboard/api-docs/used-schemas";
import { apiDocs } from "@/lib/http/openapi/document";
import { openPage } from "@/lib/http/routes/page";

interface Props {
  params: Promise<{ operation: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await params).operation} · API` };
}

export default async function OperationPage({ params }: Props) {
  const { operation: id } = await params;
  const { appUrl } = await openPage(operationPath(id));
  const t = await getTranslations("apiDocs");
  const docs = apiDocs(appUrl);
  const operation = findOperation(docs, id);
  if (!operation) return notFound();
  const { summary, description, permission, credentials } = operation;
  return (
    <>
      <PageHeader
        title={summary}
        crumbs={[
          { href: API_DOCS_PATH, label: t("title") },
          { href: `${API_DOCS_PATH}?q=${encodeURIComponent(operation.group)}`, label: operation.group },
        ]}
        description={description}
      >
        <WhoMay permission={permission} credentials={credentials} />
      </PageHeader>
      <p className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1">
        <MethodBadge method={operation.method} />
        <code className="min-w-0 font-mono text-sm font-medium wrap-anywhere">{operation.path}</code>
        <span className="text-[0.8125rem] text-muted-foreground">
          {credentials.length === 0
            ? t("openToAll")
            : t("opens", { ways: credentials.map((way) => t(`way.${way}`)).join(", ") })}
        </span>
      </p>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 2xl:grid-cols-2">
        <div className="min-w-0 space-y-5">
          <OperationInput operation={operation} />
          <Sender operation={operation} title={t("send")} />
        </div>
        <div className="min-w-0 space-y-5">
          <OperationAnswers operation={operation} />
          <SchemaList schemas={usedSchemas(operation, docs)} />
        </div>
      </div>
    </>
  );
}

function Sender({ operation, title }: { operation: OperationView; title: string }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent className="space-y-4">
        <BearerField />
        <SendRequest key={operation.id} form={formOf(operation)} example={operation.body?.example ?? null} />
      </CardContent>
    </Card>
  );
}
