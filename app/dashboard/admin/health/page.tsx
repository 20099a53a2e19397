import { ChevronDown } from "lucide-react";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/frame/page-header";
import { CallTable, PlatformCallTable } from "@/components/health/call-table";
import { FindingList, RefusedLinks, Verdict } from "@/components/health/finding-list";
import { UptimeList } from "@/components/health/uptime";
import { Live } from "@/components/live/live";
import { Empty } from "@/components/text/blocks";
import { CALLS_PATH, HEALTH_PATH } from "@/components/text/paths";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { callsQuery, listCalls } from "@/lib/dashboard/health/calls";
import { examineServer } from "@/lib/dashboard/health/examine";
import { groupFindings } from "@/lib/dashboard/health/finding";
import { packFindings, serverFacts } from "@/lib/http/routes/doctor-facts";
import { openPage } from "@/lib/http/routes/page";

const LATEST_CALLS = "10";

export async function generateMetadata() {
  return { title: (await getTranslations("health"))("title") };
}

export default async function HealthPage() {
  const { deps } = await openPage(HEALTH_PATH);
  const [t, words, facts] = await Promise.all([getTranslations("health"), getTranslations("words"), serverFacts()]);
  const [{ findings, components, platformCalls, refused }, ofPacks, { calls }] = await Promise.all([
    examineServer(words, facts),
    packFindings(await getLocale()),
    listCalls(deps, callsQuery.parse({ limit: LATEST_CALLS })),
  ]);
  const groups = groupFindings([...findings, ...ofPacks]);
  const wrong = groups.filter(({ severity }) => severity !== "ok");
  const fine = groups.filter(({ severity }) => severity === "ok");
  const problems = wrong.filter(({ severity }) => severity === "error").length;
  return (
    <>
      <PageHeader title={t("title")} description={t("about")}>
        <Live everySeconds={10} />
      </PageHeader>
      <div className="flex flex-col gap-4">
        <Verdict problems={problems} warnings={wrong.length - problems} />
        {wrong.length > 0 && (
          <Card aria-label={t("findings")}>
            <FindingList findings={wrong} />
          </Card>
        )}
        <Card>
          <details className="group">
            <summary className="flex cursor-pointer list-none items-center justify-between px-4 py-3 text-sm font-semibold [&::-webkit-details-marker]:hidden">
              {t("fine", { count: fine.length })}
              <ChevronDown
                aria-hidden
                className="size-4 text-muted-foreground transition-transform group-open:rotate-180"
              />
            </summary>
            <div className="border-t border-border">
              <FindingList findings={fine} />
            </div>
          </details>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>{t("uptime.title")}</CardTitle>
            <span className="text-xs text-muted-foreground">{t("uptime.hint")}</span>
          </CardHeader>
          {components.length === 0 ? (
            <Empty title={t("uptime.empty")}>{t("uptime.emptyHint")}</Empty>
          ) : (
            <UptimeList components={components} />
          )}
        </Card>
        <div className="grid items-start gap-4 2xl:grid-cols-2">
          <Card className="min-w-0">
            <CardHeader>
              <CardTitle>{t("platform.title")}</CardTitle>
            </CardHeader>
            <PlatformCallTable calls={platformCalls} expected={facts.onPlatform} />
          </Card>
          <Card className="min-w-0">
            <CardHeader>
              <CardTitle>{t("calls.latest")}</CardTitle>
              <Button asChild size="sm">
                <Link href={CALLS_PATH}>{t("calls.toAll")}</Link>
              </Button>
            </CardHeader>
            {refused.length > 0 && (
              <CardContent>
                <RefusedLinks refused={refused} />
              </CardContent>
            )}
            {calls.length === 0 ? <Empty title={t("calls.none")} /> : <CallTable calls={calls} />}
          </Card>
        </div>
      </div>
    </>
  );
}
