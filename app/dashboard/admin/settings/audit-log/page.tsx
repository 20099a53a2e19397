import { Download } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { AuditFilter, AuditList } from "@/components/settings/audit-list";
import { Empty, Notice } from "@/components/text/blocks";
import { AUDIT_PATH, firstValues, hrefOf, type SearchParams } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { readableQuery } from "@/lib/dashboard/forms/readable-query";
import { issuesWords } from "@/lib/dashboard/words/issue-words";
import { auditQuery, listAudit, readAuditChoices } from "@/lib/http/routes/audit-log";
import { openSettings } from "../open-settings";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("sections.auditLog") };
}

export default async function AuditLogPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const address = firstValues(await searchParams);
  const { deps } = await openSettings("audit:view", hrefOf(AUDIT_PATH, address));
  const { query, kept, problems } = readableQuery(auditQuery, address);
  const [t, words, { entries, nextCursor }, choices] = await Promise.all([
    getTranslations("settings"),
    getTranslations("words"),
    listAudit(deps.db, query),
    readAuditChoices(deps.db),
  ]);
  const { cursor, limit: _limit, ...filter } = kept;
  return (
    <>
      <PageHeader title={t("sections.auditLog")} description={t("audit.about")}>
        <Button asChild>
          <a href={hrefOf("/api/admin/audit-log", { ...filter, format: "csv" })} download>
            <Download aria-hidden /> {t("audit.csv")}
          </a>
        </Button>
      </PageHeader>
      <Card>
        <CardHeader className="block space-y-3">
          <AuditFilter key={JSON.stringify(filter)} values={filter} choices={choices} />
          {problems.length > 0 && (
            <Notice tone="warning">{t("leftOut", { problems: issuesWords(words, problems) })}</Notice>
          )}
        </CardHeader>
        {entries.length === 0 ? <Empty title={t("audit.empty")} /> : <AuditList entries={entries} />}
        {(cursor || nextCursor) && (
          <nav aria-label={t("audit.pages")} className="flex justify-center gap-1 border-t border-border px-4 py-3">
            {cursor && (
              <Button asChild size="sm" variant="ghost">
                <Link href={hrefOf(AUDIT_PATH, filter)}>{t("audit.newest")}</Link>
              </Button>
            )}
            {nextCursor && (
              <Button asChild size="sm" variant="ghost">
                <Link href={hrefOf(AUDIT_PATH, { ...kept, cursor: nextCursor })}>{t("audit.older")}</Link>
              </Button>
            )}
          </nav>
        )}
      </Card>
    </>
  );
}
