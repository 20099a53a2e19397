import { useTranslations } from "next-intl";
import { FormField } from "@/components/forms/form-field";
import { KeptInput } from "@/components/forms/kept-field";
import type { DateFieldName, FormValues } from "@/lib/dashboard/schedules/schedule-form-dates";
import { ZoneName } from "./zone-name";

/** A date and time on the clocks of the form's zone, which its label names. */
export function DateField({ name, values }: { name: DateFieldName; values: FormValues }) {
  const t = useTranslations("scheduleForm");
  const zone = () => <ZoneName initial={values.timezone ?? ""} />;
  return (
    <FormField id={name} label={t.rich(name, { zone })} hint={t(`${name}Hint`)} className="max-w-xs">
      <KeptInput
        id={name}
        name={name}
        type="datetime-local"
        step={1}
        defaultValue={values[name]}
        aria-describedby={`${name}-hint`}
      />
    </FormField>
  );
}
