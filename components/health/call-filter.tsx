import { useTranslations } from "next-intl";
import { FilterForm } from "@/components/shell/filter-form";
import { FormField } from "@/components/shell/form-field";
import { CALLS_PATH } from "@/components/shell/paths";
import { Input, Select } from "@/components/ui/field";

/** Narrows the calls. */
export function CallFilter({ values, paths }: { values: Record<string, string>; paths: readonly string[] }) {
  const t = useTranslations("health.calls");
  return (
    <FilterForm id="call" label={t("filter")} path={CALLS_PATH} values={values} className="lg:grid-cols-4">
      <FormField id="call-path" label={t("path")}>
        <Input id="call-path" name="path" defaultValue={values.path} list="call-paths" />
        <datalist id="call-paths">
          {paths.map((path) => (
            <option key={path} value={path} />
          ))}
        </datalist>
      </FormField>
      <FormField id="call-refused" label={t("which")}>
        <Select id="call-refused" name="refused" defaultValue={values.refused}>
          <option value="">{t("all")}</option>
          <option value="true">{t("onlyRefused")}</option>
        </Select>
      </FormField>
      <FormField id="call-status" label={t("status")}>
        <Input id="call-status" name="status" inputMode="numeric" defaultValue={values.status} />
      </FormField>
      <FormField id="call-reason" label={t("reason")}>
        <Input id="call-reason" name="reason" defaultValue={values.reason} />
      </FormField>
    </FilterForm>
  );
}
