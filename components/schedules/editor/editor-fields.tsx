import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FormField } from "@/components/forms/form-field";
import { KeptCheckbox, KeptInput } from "@/components/forms/kept-field";
import { ParamInput } from "@/components/forms/param-input";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Label } from "@/components/ui/field";
import type { ParamField } from "@/lib/dashboard/forms/form-params";
import type { FormValues } from "@/lib/dashboard/schedules/schedule-form-dates";
import { DateField } from "./date-field";
import { LengthField, TimingFields } from "./timing-fields";

interface EditorFieldsProps {
  values: FormValues;
  params: readonly ParamField[];
  /** A new schedule may be given an id. */
  isNew: boolean;
  /** The policy that the job declares. */
  jobOverlap: "skip" | "queue" | "replace" | "allow";
}

const MISFIRES = [
  { policy: "run-once", key: "once" },
  { policy: "run-all", key: "all" },
  { policy: "skip", key: "skip" },
] as const;
const OVERLAPS = ["skip", "queue", "replace", "allow"] as const;

/** Everything that can be set of a schedule. */
export function EditorFields({ values, params, isNew, jobOverlap }: EditorFieldsProps) {
  const t = useTranslations("scheduleForm");
  return (
    <>
      <EditorSection title={t("sections.what")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <FormField id="name" label={t("name")} hint={t("nameHint")}>
            <KeptInput
              id="name"
              name="name"
              defaultValue={values.name}
              maxLength={200}
              autoComplete="off"
              aria-describedby="name-hint"
            />
          </FormField>
          {isNew && (
            <FormField id="id" label={t("id")} hint={t("idHint")}>
              <KeptInput
                id="id"
                name="id"
                maxLength={100}
                autoComplete="off"
                aria-describedby="id-hint"
                className="font-mono"
              />
            </FormField>
          )}
        </div>
        <Label className="flex items-center gap-2">
          <KeptCheckbox name="enabled" value="true" defaultChecked={values.enabled !== undefined} /> {t("enabled")}
        </Label>
      </EditorSection>
      <EditorSection title={t("sections.when")}>
        <TimingFields values={values} />
      </EditorSection>
      <EditorSection title={t("sections.params")}>
        {params.length === 0 && <p className="text-sm text-muted-foreground">{t("noParams")}</p>}
        {params.map((field) => (
          <ParamInput key={field.name} field={field} />
        ))}
      </EditorSection>
      <EditorSection title={t("sections.late")}>
        <Choices
          legend={t("misfire.title")}
          name="misfire"
          value={values.misfire ?? ""}
          options={MISFIRES.map(({ policy, key }) => ({
            value: policy,
            label: t(`misfire.${key}.label`),
            meaning: t(`misfire.${key}.meaning`),
          }))}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <LengthField
            name="lateness"
            unitName="latenessUnit"
            values={values}
            label={t("lateness")}
            hint={t("latenessHint")}
          />
          <FormField id="maxCatchUp" label={t("maxCatchUp")} hint={t("maxCatchUpHint")} className="max-w-xs">
            <KeptInput
              id="maxCatchUp"
              name="maxCatchUp"
              type="number"
              min={1}
              max={10_000}
              defaultValue={values.maxCatchUp}
              aria-describedby="maxCatchUp-hint"
            />
          </FormField>
        </div>
      </EditorSection>
      <EditorSection title={t("sections.overlap")}>
        <Choices
          legend={t("overlap.title")}
          name="overlap"
          value={values.overlap ?? ""}
          options={[
            { value: "", label: t("overlap.job.label"), meaning: t(`overlap.${jobOverlap}.meaning`) },
            ...OVERLAPS.map((policy) => ({
              value: policy,
              label: t(`overlap.${policy}.label`),
              meaning: t(`overlap.${policy}.meaning`),
            })),
          ]}
        />
      </EditorSection>
      <EditorSection title={t("sections.bounds")}>
        <div className="grid gap-4 sm:grid-cols-2">
          <DateField name="startsAt" values={values} />
          <DateField name="endsAt" values={values} />
          <FormField id="jitterSeconds" label={t("jitter")} hint={t("jitterHint")}>
            <KeptInput
              id="jitterSeconds"
              name="jitterSeconds"
              type="number"
              min={0}
              max={86_400}
              defaultValue={values.jitterSeconds}
              aria-describedby="jitterSeconds-hint"
            />
          </FormField>
        </div>
      </EditorSection>
    </>
  );
}

/** A part of the editor with a heading of its own. */
function EditorSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent className="flex flex-col gap-4 py-4">{children}</CardContent>
    </Card>
  );
}

/** One of several, each with a sentence on what it means. */
function Choices(props: {
  legend: string;
  name: string;
  value: string;
  options: readonly { value: string; label: string; meaning: string }[];
}) {
  const { legend, name, value, options } = props;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-[0.8125rem] font-medium">{legend}</legend>
      {options.map((option) => (
        <Label key={option.value} className="flex items-start gap-2.5 font-normal">
          <KeptCheckbox
            type="radio"
            name={name}
            value={option.value}
            defaultChecked={option.value === value}
            className="mt-0.5 shrink-0"
          />
          <span>
            <span className="font-medium">{option.label}</span>{" "}
            <span className="text-muted-foreground">{option.meaning}</span>
          </span>
        </Label>
      ))}
    </fieldset>
  );
}
