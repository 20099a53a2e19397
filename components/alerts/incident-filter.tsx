import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FilterForm } from "@/components/forms/filter-form";
import { FormField } from "@/components/forms/form-field";
import { ALERTS_PATH } from "@/components/text/paths";
import { Input, Select } from "@/components/ui/field";
import { RULES, SEVERITIES } from "@/lib/alerts/words/vocabulary";
import { STATE_FILTERS } from "@/lib/dashboard/alerts/incidents";

interface IncidentFilterProps {
  /** The filter as it stands in the address. */
  values: Record<string, string>;
  jobNames: readonly string[];
  /** What is to be said of the filter. */
  children: ReactNode;
}

/** Narrows the open incidents and the history; folded, for what is wrong comes first. */
export function IncidentFilter({ values, jobNames, children }: IncidentFilterProps) {
  const t = useTranslations("incidents.filter");
  return (
    <details open={Object.keys(values).length > 0} className="group">
      <summary className="flex cursor-pointer list-none items-center justify-between px-4 py-3 text-sm font-semibold [&::-webkit-details-marker]:hidden">
        {t("open")}
        <ChevronDown aria-hidden className="size-4 text-muted-foreground transition-transform group-open:rotate-180" />
      </summary>
      <div className="flex flex-col gap-3 border-t border-border px-4 py-3">
        <FilterForm
          id="incident"
          label={t("label")}
          path={ALERTS_PATH}
          values={values}
          className="lg:grid-cols-4 xl:grid-cols-7"
        >
          <StateField value={values.state} />
          <WordField name="severity" value={values.severity} options={SEVERITIES} />
          <WordField name="rule" value={values.rule} options={RULES} />
          <JobField value={values.job} jobNames={jobNames} />
        </FilterForm>
        {children}
      </div>
    </details>
  );
}

function JobField({ value, jobNames }: { value: string | undefined; jobNames: readonly string[] }) {
  const t = useTranslations("incidents.filter");
  return (
    <FormField id="incident-job" label={t("job")}>
      <Input id="incident-job" name="job" defaultValue={value} list="incident-jobs" />
      <datalist id="incident-jobs">
        {jobNames.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </FormField>
  );
}

function StateField({ value }: { value: string | undefined }) {
  const t = useTranslations("incidents");
  return (
    <FormField id="incident-state" label={t("filter.state")}>
      <Select id="incident-state" name="state" defaultValue={value}>
        <option value="">{t("filter.any")}</option>
        {STATE_FILTERS.map((state) => (
          <option key={state} value={state}>
            {state === "unresolved" ? t("filter.unresolved") : t(`state.${state}`)}
          </option>
        ))}
      </Select>
    </FormField>
  );
}

type WordFieldProps = { value: string | undefined } & (
  | { name: "severity"; options: typeof SEVERITIES }
  | { name: "rule"; options: typeof RULES }
);

function WordField(props: WordFieldProps) {
  const t = useTranslations("incidents.filter");
  const words = useTranslations("words");
  const { name, value } = props;
  const options =
    props.name === "severity"
      ? props.options.map((option) => [option, words(`alerts.severity.${option}`)] as const)
      : props.options.map((option) => [option, words(`alerts.rule.${option}`)] as const);
  return (
    <FormField id={`incident-${name}`} label={t(name)}>
      <Select id={`incident-${name}`} name={name} defaultValue={value}>
        <option value="">{t("any")}</option>
        {options.map(([option, label]) => (
          <option key={option} value={option}>
            {label}
          </option>
        ))}
      </Select>
    </FormField>
  );
}
