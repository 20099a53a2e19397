import { useTranslations } from "next-intl";
import { FilterForm } from "@/components/shell/filter-form";
import { FormField } from "@/components/shell/form-field";
import { AUDIT_PATH } from "@/components/shell/paths";
import { Input, Select } from "@/components/ui/field";

export interface AuditFilterProps {
  /** The filter as it stands in the address. */
  values: Record<string, string>;
  /** Who acted and what was done lately. */
  choices: { actors: readonly string[]; actions: readonly string[] };
}

/** Narrows the audit log. */
export function AuditFilter({ values, choices }: AuditFilterProps) {
  const t = useTranslations("settings.audit");
  return (
    <FilterForm id="audit" label={t("filter")} path={AUDIT_PATH} values={values} className="lg:grid-cols-3">
      <FormField id="audit-actor" label={t("who")}>
        <Choices name="actor" value={values.actor} any={t("anybody")} options={choices.actors} />
      </FormField>
      <FormField id="audit-action" label={t("what")}>
        <Choices name="action" value={values.action} any={t("anything")} options={choices.actions} />
      </FormField>
      <FormField id="audit-target" label={t("target")}>
        <Input id="audit-target" name="target" defaultValue={values.target} placeholder={t("targetHint")} />
      </FormField>
    </FilterForm>
  );
}

interface ChoicesProps {
  name: string;
  value: string | undefined;
  any: string;
  options: readonly string[];
}

/** A select that also offers what the address asks for, should it not be among the latest. */
function Choices({ name, value = "", any, options }: ChoicesProps) {
  const all = value === "" || options.includes(value) ? options : [...options, value];
  return (
    <Select id={`audit-${name}`} name={name} defaultValue={value}>
      <option value="">{any}</option>
      {all.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </Select>
  );
}
