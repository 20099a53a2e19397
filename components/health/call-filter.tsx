import Link from "next/link";
import { useTranslations } from "next-intl";
import { FormField } from "@/components/settings/form-field";
import { CALLS_PATH } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/field";

/** A plain GET form: it works before JavaScript, and any change leads to the newest calls. */
export function CallFilter({ values, paths }: { values: Record<string, string>; paths: readonly string[] }) {
  const t = useTranslations("health.calls");
  return (
    <search aria-label={t("filter")}>
      <form action={CALLS_PATH} className="grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-4">
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
        <FormField id="call-from" label={t("from")}>
          <Input id="call-from" name="from" type="datetime-local" defaultValue={values.from} />
        </FormField>
        <FormField id="call-to" label={t("to")}>
          <Input id="call-to" name="to" type="datetime-local" defaultValue={values.to} />
        </FormField>
        <div className="flex items-end gap-2">
          <Button type="submit">{t("submit")}</Button>
          {Object.keys(values).length > 0 && (
            <Button asChild variant="ghost">
              <Link href={CALLS_PATH}>{t("clear")}</Link>
            </Button>
          )}
        </div>
      </form>
    </search>
  );
}
