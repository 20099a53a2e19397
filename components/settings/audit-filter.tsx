import Link from "next/link";
import { useTranslations } from "next-intl";
import { FormField } from "@/components/settings/form-field";
import { AUDIT_PATH } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/field";

export interface AuditFilterProps {
  /** The filter as it stands in the address. */
  values: Record<string, string>;
  /** Who acted and what was done lately. */
  choices: { actors: readonly string[]; actions: readonly string[] };
}

/** A plain GET form: it works before JavaScript, and any change leads to the newest entries. */
export function AuditFilter({ values, choices }: AuditFilterProps) {
  const t = useTranslations("settings.audit");
  return (
    <search aria-label={t("filter")}>
      <form action={AUDIT_PATH} className="grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3">
        <FormField id="audit-actor" label={t("who")}>
          <Choices name="actor" value={values.actor} any={t("anybody")} options={choices.actors} />
        </FormField>
        <FormField id="audit-action" label={t("what")}>
          <Choices name="action" value={values.action} any={t("anything")} options={choices.actions} />
        </FormField>
        <FormField id="audit-target" label={t("target")}>
          <Input id="audit-target" name="target" defaultValue={values.target} placeholder={t("targetHint")} />
        </FormField>
        <FormField id="audit-from" label={t("from")}>
          <Input id="audit-from" name="from" type="datetime-local" defaultValue={values.from} />
        </FormField>
        <FormField id="audit-to" label={t("to")}>
          <Input id="audit-to" name="to" type="datetime-local" defaultValue={values.to} />
        </FormField>
        <div className="flex items-end gap-2">
          <Button type="submit">{t("submit")}</Button>
          {Object.keys(values).length > 0 && (
            <Button asChild variant="ghost">
              <Link href={AUDIT_PATH}>{t("clear")}</Link>
            </Button>
          )}
        </div>
      </form>
    </search>
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
