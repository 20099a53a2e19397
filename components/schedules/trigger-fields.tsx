import { useTranslations } from "next-intl";
import { FormField } from "@/components/shell/form-field";
import { Checkbox, Input, Select } from "@/components/shell/kept-field";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/field";
import { CRON_FIELDS, type FormValues, UNITS } from "@/lib/dashboard/schedule-form";
import { SCHEDULE_PRESETS, type SchedulePreset } from "@/lib/dashboard/schedule-presets";
import { DateField } from "./date-field";
import { FieldLegend } from "./field-legend";

const KINDS = ["cron", "interval", "date"] as const;

/** What fires it. Of the three kinds only the chosen one's fields are shown, by the style sheet alone. */
export function TriggerFields({ values }: { values: FormValues }) {
  const t = useTranslations("scheduleForm");
  return (
    <div className="group/trigger flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <fieldset className="flex flex-wrap content-start gap-x-5 gap-y-2">
          <legend className="mb-2 text-[0.8125rem] font-medium">{t("kind.title")}</legend>
          {KINDS.map((kind) => (
            <Label key={kind} className="flex items-center gap-2">
              <Checkbox type="radio" name="kind" value={kind} defaultChecked={values.kind === kind} />
              {t(`kind.${kind}`)}
            </Label>
          ))}
        </fieldset>
        <ZoneField timezone={values.timezone ?? "UTC"} />
      </div>
      <div className="hidden flex-col gap-4 group-has-[[name=kind][value=cron]:checked]/trigger:flex">
        <CronFields values={values} />
      </div>
      <div className="hidden flex-col gap-4 group-has-[[name=kind][value=interval]:checked]/trigger:flex">
        <LengthField name="every" unitName="everyUnit" values={values} label={t("every")} hint={t("everyHint")} />
      </div>
      <div className="hidden flex-col gap-3 group-has-[[name=kind][value=date]:checked]/trigger:flex">
        <DateField name="at" values={values} />
        <Label className="flex items-center gap-2 font-normal">
          <Checkbox name="runNow" value="true" /> {t("runNow")}
        </Label>
      </div>
    </div>
  );
}

/** Of all kinds: what fires by the clock does so in it, and all dates are typed in it. */
function ZoneField({ timezone }: { timezone: string }) {
  const t = useTranslations("scheduleForm");
  return (
    <FormField id="timezone" label={t("timezone")} hint={t("timezoneHint")}>
      <Input
        id="timezone"
        name="timezone"
        defaultValue={timezone}
        list="zones"
        maxLength={64}
        autoComplete="off"
        aria-describedby="timezone-hint"
      />
      <datalist id="zones">
        {["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </FormField>
  );
}

function CronFields({ values }: { values: FormValues }) {
  const t = useTranslations("scheduleForm");
  return (
    <>
      <Presets />
      <div className="grid gap-4 sm:grid-cols-2">
        <FormField id="expression" label={t("expression")} hint={t("expressionHint")}>
          <Input
            id="expression"
            name="expression"
            defaultValue={values.expression}
            maxLength={128}
            spellCheck={false}
            autoComplete="off"
            aria-describedby="expression-hint"
            className="font-mono"
          />
        </FormField>
      </div>
      <fieldset>
        <legend className="mb-2 text-[0.8125rem] font-medium">{t("fields.title")}</legend>
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-5">
          {CRON_FIELDS.map((field) => (
            <div key={field} className="flex flex-col gap-1">
              <Label htmlFor={`cron-${field}`} className="font-normal text-muted-foreground">
                {t(`fields.${field}`)}
              </Label>
              <Input
                id={`cron-${field}`}
                name={field}
                defaultValue={values[field]}
                maxLength={100}
                spellCheck={false}
                autoComplete="off"
                className="font-mono"
              />
            </div>
          ))}
        </div>
      </fieldset>
      <FieldLegend />
    </>
  );
}

/** Without a script each one sends the form to be shown again with the expression filled in. */
function Presets() {
  const t = useTranslations("scheduleForm");
  return (
    <fieldset>
      <legend className="mb-2 text-[0.8125rem] font-medium">{t("presets.title")}</legend>
      <div className="flex flex-wrap gap-1.5">
        {(Object.keys(SCHEDULE_PRESETS) as SchedulePreset[]).map((preset) => (
          <Button
            key={preset}
            type="submit"
            size="sm"
            name="preset"
            value={SCHEDULE_PRESETS[preset]}
            formNoValidate
            title={SCHEDULE_PRESETS[preset]}
          >
            {t(`presets.${preset}`)}
          </Button>
        ))}
      </div>
    </fieldset>
  );
}

/** A number and its unit. */
export function LengthField(props: {
  name: string;
  unitName: string;
  values: FormValues;
  label: string;
  hint: string;
}) {
  const { name, unitName, values, label, hint } = props;
  const t = useTranslations("scheduleForm");
  return (
    <FormField id={name} label={label} hint={hint} className="max-w-xs">
      <span className="grid grid-cols-2 gap-2">
        <Input
          id={name}
          name={name}
          type="number"
          min={1}
          step={1}
          defaultValue={values[name]}
          aria-describedby={`${name}-hint`}
        />
        <Select name={unitName} defaultValue={values[unitName]} aria-label={t("unit", { of: label })}>
          {UNITS.map((unit) => (
            <option key={unit} value={unit}>
              {t(`units.${unit}`)}
            </option>
          ))}
        </Select>
      </span>
    </FormField>
  );
}
