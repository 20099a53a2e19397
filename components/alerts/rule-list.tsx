import { BellOff, BellRing } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { SeverityBadge } from "@/components/alerts/incident-badges";
import { RuleForm } from "@/components/alerts/rule-form";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { ALERT_RULES_PATH, hrefOf } from "@/components/text/paths";
import { Time } from "@/components/text/time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { ShownOverride, ShownRule } from "@/lib/dashboard/alerts/rules";

interface RuleListProps {
  rules: readonly ShownRule[];
  jobs: readonly { name: string; category: string }[];
  /** Whose form is shown; the address says it, so that an answer finds it open, also before JavaScript. */
  open: string | undefined;
  /** Null where the person may not. */
  actions: { change: FormAction; reset: FormAction } | null;
}

/** Every rule as it holds everywhere, what is otherwise in narrower scopes, and the form that changes it. */
export function RuleList({ rules, jobs, open, actions }: RuleListProps) {
  return (
    <ul className="divide-y divide-border">
      {rules.map((rule) => (
        <li key={rule.name} data-rule={rule.name}>
          <div className="flex flex-wrap items-start gap-x-4 gap-y-3 px-4 py-3.5">
            <RuleFacts rule={rule} reset={actions?.reset ?? null} />
            {actions && <ChangeLink rule={rule} isOpen={rule.name === open} />}
          </div>
          {actions && rule.name === open && <RuleForm rule={rule} jobs={jobs} action={actions.change} />}
        </li>
      ))}
    </ul>
  );
}

function ChangeLink({ rule: { name }, isOpen }: { rule: ShownRule; isOpen: boolean }) {
  const t = useTranslations("alertRules");
  const words = useTranslations("words");
  return (
    <Button asChild size="sm" variant={isOpen ? "outline" : "ghost"}>
      <Link
        href={hrefOf(ALERT_RULES_PATH, { rule: isOpen ? null : name })}
        scroll={false}
        aria-expanded={isOpen}
        aria-label={isOpen ? t("close") : t("changeOne", { rule: words(`alerts.rule.${name}`) })}
      >
        {t(isOpen ? "close" : "change")}
      </Link>
    </Button>
  );
}

function RuleFacts({ rule, reset }: { rule: ShownRule; reset: FormAction | null }) {
  const t = useTranslations("alertRules");
  const words = useTranslations("words");
  const { name, enabled, severity, numbers, overrides } = rule;
  return (
    <div className="min-w-0 flex-1 basis-72 text-sm">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <span className="font-semibold">{words(`alerts.rule.${name}`)}</span>
        <Badge tone={enabled ? "success" : "idle"}>
          {enabled ? <BellRing aria-hidden /> : <BellOff aria-hidden />} {t(enabled ? "on" : "off")}
        </Badge>
        <SeverityBadge severity={severity} />
      </div>
      <p className="mt-1">{t(`opens.${name}`)}</p>
      {numbers.length > 0 && (
        <p className="mt-1 text-[0.8125rem] text-muted-foreground">
          {numbers.map((number) => t("value", { name: t(`number.${number.name}`), value: number.value })).join(" · ")}
        </p>
      )}
      {overrides.length > 0 && (
        <ul aria-label={t("overrides")} className="mt-2 flex flex-col gap-1.5">
          {overrides.map((override) => (
            <OverrideLine key={override.scope} rule={rule} override={override} reset={reset} />
          ))}
        </ul>
      )}
    </div>
  );
}

interface OverrideLineProps {
  rule: ShownRule;
  override: ShownOverride;
  reset: FormAction | null;
}

function OverrideLine({ rule: { name, numbers }, override, reset }: OverrideLineProps) {
  const t = useTranslations("alertRules");
  const words = useTranslations("words");
  const scope = useScopeWords(override.scope);
  const said = [
    override.enabled === null ? null : t(override.enabled ? "on" : "off"),
    override.severity === null ? null : words(`alerts.severity.${override.severity}`),
    ...numbers.flatMap(({ name: number }) => {
      const value = override.numbers[number];
      return value === undefined ? [] : [t("value", { name: t(`number.${number}`), value })];
    }),
  ].filter((part) => part !== null);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 rounded-md bg-muted px-3 py-1.5 text-[0.8125rem]">
      <span className="min-w-0 wrap-anywhere">
        <span className="font-medium">{scope}</span>: {said.join(" · ")}{" "}
        <span className="text-muted-foreground">
          {t.rich("changedBy", { who: override.updatedBy ?? "-", time: () => <Time at={override.updatedAt} /> })}
        </span>
      </span>
      {reset && (
        <ActionForm action={reset} className="flex flex-col items-end gap-2">
          <input type="hidden" name="rule" value={name} />
          <input type="hidden" name="scope" value={override.scope} />
          <SubmitButton
            size="sm"
            variant="ghost"
            aria-label={t("resetOne", { rule: words(`alerts.rule.${name}`), scope })}
          >
            {t("reset")}
          </SubmitButton>
        </ActionForm>
      )}
    </li>
  );
}

/** A scope as people call it. */
function useScopeWords(scope: string): string {
  const t = useTranslations("alertRules");
  if (scope === "") return t("everywhere");
  const name = scope.slice(scope.indexOf(":") + 1);
  return t(scope.startsWith("job:") ? "job" : "category", { name });
}
