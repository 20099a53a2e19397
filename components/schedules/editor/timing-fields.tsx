import { useTranslations } from "next-intl";
import { FormField } from "@/components/forms/form-field";
import { KeptCheckbox, KeptInput, KeptSelect } from "@/components/forms/kept-field";
import { Button } from "@/components/ui/button";
import { Label } from "@/components/ui/field";
import { CRON_FIELDS } from "@/lib/dashboard/schedules/cron-fields";
import { UNITS } from "@/lib/dashboard/schedules/schedule-form";
import type { FormValues } from "@/lib/dashboard/schedules/schedule-form-dates";
import { SCHEDULE_PRESETS, type SchedulePreset } from "@/lib/dashboard/schedules/schedule-words";
import { DateField } from "./date-field";

const KINDS = ["cron", "interval", "date"] as const;

/** What fires it. Of the three kinds only the chosen one's fields are shown, by the style sheet alone. */
export function TimingFields({ values }: { values: FormValues }) {
  const t = useTranslations("scheduleForm");
  return (
    <div className="group/trigger flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <fieldset className="flex flex-wrap content-start gap-x-5 gap-y-2">
          <legend className="mb-2 text-[0.8125rem] font-medium">{t("kind.title")}</legend>
          {KINDS.map((kind) => (
            <Label key={kind} className="flex items-center gap-2">
              <KeptCheckbox type="radio" name="kind" value={kind} defaultChecked={values.kind === kind} />
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
          <KeptCheckbox name="runNow" value="true" /> {t("runNow")}
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
      <KeptInput
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
          <KeptInput
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
              <KeptInput
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
        <KeptInput
          id={name}
          name={name}
          type="number"
          min={1}
          step={1}
          defaultValue={values[name]}
          aria-describedby={`${name}-hint`}
        />
        <KeptSelect name={unitName} defaultValue={values[unitName]} aria-label={t("unit", { of: label })}>
          {UNITS.map((unit) => (
            <option key={unit} value={unit}>
              {t(`units.${unit}`)}
            </option>
          ))}
        </KeptSelect>
      </span>
    </FormField>
  );
}

const ALLOWED = {
  minute: "0-59",
  hour: "0-23",
  day: "1-31",
  month: "1-12, JAN-DEC",
  dayOfWeek: "0-7, SUN-SAT",
};
const SIGNS = { any: "*", list: "1,15", range: "1-5", step: "*/10" };

/** The five fields of an expression with what each allows. */
function FieldLegend() {
  const t = useTranslations("scheduleForm");
  const signs = Object.keys(SIGNS) as (keyof typeof SIGNS)[];
  return (
    <details className="text-[0.8125rem]">
      <summary className="cursor-pointer text-muted-foreground hover:text-foreground">{t("legend.title")}</summary>
      <div className="mt-2 grid gap-4 sm:grid-cols-2">
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          {CRON_FIELDS.map((field) => (
            <div key={field} className="contents">
              <dt>{t(`fields.${field}`)}</dt>
              <dd className="font-mono text-xs leading-5">{ALLOWED[field]}</dd>
            </div>
          ))}
        </dl>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          {signs.map((sign) => (
            <div key={sign} className="contents">
              <dt className="font-mono text-xs leading-5">{SIGNS[sign]}</dt>
              <dd>{t(`legend.${sign}`)}</dd>
            </div>
          ))}
        </dl>
      </div>
      <p className="mt-2 text-muted-foreground">{t("legend.note")}</p>
    </details>
  );
}
