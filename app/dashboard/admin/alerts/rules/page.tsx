import { getTranslations } from "next-intl/server";
import { AlertFrame } from "@/components/alerts/alert-frame";
import { RuleList } from "@/components/alerts/rule-list";
import { ALERT_RULES_PATH, firstValues, hrefOf, type SearchParams } from "@/components/text/paths";
import { Card } from "@/components/ui/card";
import { isAnybodyTold } from "@/lib/dashboard/alerts/channels";
import { listRules } from "@/lib/dashboard/alerts/rules";
import { openPage } from "@/lib/http/routes/page";
import { changeRuleAction, resetRuleAction } from "./actions";

export async function generateMetadata() {
  return { title: (await getTranslations("incidents"))("tabs.rules") };
}

export default async function RulesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { rule } = firstValues(await searchParams);
  const { deps, can } = await openPage(hrefOf(ALERT_RULES_PATH, { rule }), "alerts:view");
  const [t, told, rules] = await Promise.all([getTranslations("alertRules"), isAnybodyTold(deps), listRules(deps)]);
  const actions = { change: changeRuleAction, reset: resetRuleAction };
  return (
    <AlertFrame tab="rules" description={t("about")} isAnybodyTold={told}>
      <Card aria-label={t("list")}>
        <RuleList rules={rules} jobs={deps.jobs} open={rule} actions={can("alerts:configure") ? actions : null} />
      </Card>
    </AlertFrame>
  );
}
