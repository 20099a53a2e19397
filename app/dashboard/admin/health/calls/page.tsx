import { Braces } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { CallFilter, CallTable } from "@/components/health/call-table";
import { Live } from "@/components/live/live";
import { Empty, Notice } from "@/components/text/blocks";
import { CALLS_PATH, firstValues, HEALTH_PATH, hrefOf, type SearchParams } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { readableQuery } from "@/lib/dashboard/forms/readable-query";
import { callsQuery, listCalls } from "@/lib/dashboard/health/calls";
import { issuesWords } from "@/lib/dashboard/words/issue-words";
import { openPage } from "@/lib/http/routes/page";

export async function generateMetadata() {
  return { title: (await getTranslations("health"))("calls.title") };
}

export default async function CallsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const address = firstValues(await searchParams);
  const { deps } = await openPage(hrefOf(CALLS_PATH, address));
  const { query, kept, problems } = readableQuery(callsQuery, address);
  const [t, words, { calls, nextCursor }] = await Promise.all([
    getTranslations("health"),
    getTranslations("words"),
    listCalls(deps, query),
  ]);
  const { cursor, limit: _limit, ...filter } = kept;
  return (
    <>
      <PageHeader
        title={t("calls.title")}
        crumbs={[{ href: HEALTH_PATH, label: t("title") }]}
        description={t("calls.about")}
      >
        {!cursor && <Live everySeconds={5} />}
        <Button asChild>
          <a href={hrefOf("/api/admin/cron-calls", kept)}>
            <Braces aria-hidden /> {t("calls.json")}
          </a>
        </Button>
      </PageHeader>
      <Card>
        <CardHeader className="block space-y-3">
          <CallFilter
            key={JSON.stringify(filter)}
            values={filter}
            paths={deps.jobs.map(({ name }) => `/api/cron/${name}`)}
          />
          {problems.length > 0 && (
            <Notice tone="warning">{t("calls.leftOut", { problems: issuesWords(words, problems) })}</Notice>
          )}
        </CardHeader>
        {calls.length === 0 ? <Empty title={t("calls.empty")} /> : <CallTable calls={calls} />}
        {(cursor || nextCursor) && (
          <nav aria-label={t("calls.pages")} className="flex justify-center gap-1 border-t border-border px-4 py-3">
            {cursor && (
              <Button asChild size="sm" variant="ghost">
                <Link href={hrefOf(CALLS_PATH, filter)}>{t("calls.newest")}</Link>
              </Button>
            )}
            {nextCursor && (
              <Button asChild size="sm" variant="ghost">
                <Link href={hrefOf(CALLS_PATH, { ...kept, cursor: nextCursor })}>{t("calls.older")}</Link>
              </Button>
            )}
          </nav>
        )}
      </Card>
    </>
  );
}
