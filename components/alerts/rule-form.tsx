import { useTranslations } from "next-intl";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { FormField } from "@/components/forms/form-field";
import { KeptInput, KeptSelect } from "@/components/forms/kept-field";
import { SEVERITIES } from "@/lib/alerts/words/vocabulary";
import type { ShownNumber, ShownRule } from "@/lib/dashboard/alerts/rules";
import { NUMBER_FIELD } from "@/lib/dashboard/forms/named-numbers";

interface RuleFormProps {
  rule: ShownRule;
  jobs: readonly { name: string; category: string }[];
  action: FormAction;
}

/** Says how a rule holds in one scope; what is left as it is holds as said more widely. */
export function RuleForm({ rule, jobs, action }: RuleFormProps) {
  const t = useTranslations("alertRules");
  return (
    <ActionForm action={action} className="flex flex-col gap-4 border-t border-border bg-muted/40 px-4 py-4">
      <input type="hidden" name="rule" value={rule.name} />
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <ScopeField rule={rule} jobs={jobs} />
        <StateFields rule={rule} />
        {rule.numbers.map((number) => (
          <NumberField key={number.name} rule={rule} number={number} />
        ))}
      </div>
      <SubmitButton variant="primary" className="self-start">
        {t("save")}
      </SubmitButton>
    </ActionForm>
  );
}

function ScopeField({ rule, jobs }: Pick<RuleFormProps, "rule" | "jobs">) {
  const t = useTranslations("alertRules");
  const id = `scope-${rule.name}`;
  const categories = [...new Set(jobs.map(({ category }) => category))].sort();
  return (
    <FormField id={id} label={t("scope")}>
      <KeptSelect id={id} name="scope" defaultValue="">
        <option value="">{t("everywhere")}</option>
        {rule.ofJobs &&
          categories.map((name) => (
            <option key={name} value={`category:${name}`}>
              {t("category", { name })}
            </option>
          ))}
        {rule.ofJobs &&
          jobs.map(({ name }) => (
            <option key={name} value={`job:${name}`}>
              {t("job", { name })}
            </option>
          ))}
      </KeptSelect>
    </FormField>
  );
}

/** They begin with what was said everywhere: that is the scope that the form begins with. */
function StateFields({ rule }: { rule: ShownRule }) {
  const t = useTranslations("alertRules");
  const words = useTranslations("words");
  const said = saidEverywhere(rule);
  return (
    <>
      <FormField id={`enabled-${rule.name}`} label={t("enabled")}>
        <KeptSelect id={`enabled-${rule.name}`} name="enabled" defaultValue={said?.enabled?.toString() ?? ""}>
          <option value="">{t("asWider")}</option>
          <option value="true">{t("on")}</option>
          <option value="false">{t("off")}</option>
        </KeptSelect>
      </FormField>
      <FormField id={`severity-${rule.name}`} label={t("severity")}>
        <KeptSelect id={`severity-${rule.name}`} name="severity" defaultValue={said?.severity ?? ""}>
          <option value="">{t("asWider")}</option>
          {SEVERITIES.map((severity) => (
            <option key={severity} value={severity}>
              {words(`alerts.severity.${severity}`)}
            </option>
          ))}
        </KeptSelect>
      </FormField>
    </>
  );
}

const saidEverywhere = ({ overrides }: ShownRule) => overrides.find(({ scope }) => scope === "");

function NumberField({ rule, number }: { rule: ShownRule; number: ShownNumber }) {
  const t = useTranslations("alertRules");
  const { name, least, most, byDefault, unit } = number;
  const id = `${rule.name}-${name}`;
  return (
    <FormField
      id={id}
      label={t(`number.${name}`)}
      hint={`${t("bounds", { least, most, byDefault })} ${t("numberHint")}`}
    >
      <KeptInput
        id={id}
        name={`${NUMBER_FIELD}${name}`}
        type="number"
        min={least}
        max={most}
        step={unit === "times" ? "any" : 1}
        defaultValue={saidEverywhere(rule)?.numbers[name]}
        placeholder={String(byDefault)}
        aria-describedby={`${id}-hint`}
      />
    </FormField>
  );
}
