import { BellOff, CircleCheck, Eye, Moon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm, type FormAction, SubmitButton } from "@/components/forms/action-form";
import { FormField } from "@/components/forms/form-field";
import { KeptCheckbox, KeptInput, KeptSelect, KeptTextarea } from "@/components/forms/kept-field";
import { Label } from "@/components/ui/field";
import { PopOver } from "@/components/ui/pop-over";
import type { Incident } from "@/lib/alerts/words/incident";
import { LENGTHS_AHEAD } from "@/lib/dashboard/forms/lengths-ahead";

interface IncidentActsProps {
  incident: Incident;
  acts: Record<"acknowledge" | "resolve" | "snooze" | "silence", FormAction>;
}

/** Everything that can be done about an incident that is not over. */
export function IncidentActs({ incident, acts }: IncidentActsProps) {
  const t = useTranslations("incidents.act");
  return (
    <>
      {incident.state === "open" && (
        <Act name="acknowledge" icon={<Eye aria-hidden />} {...{ incident, action: acts.acknowledge }} primary>
          <NoteField id="acknowledge-note" label={t("optionalNote")} />
        </Act>
      )}
      <Act name="snooze" icon={<Moon aria-hidden />} {...{ incident, action: acts.snooze }}>
        <EndFields id="snooze" />
      </Act>
      <Act name="silence" icon={<BellOff aria-hidden />} {...{ incident, action: acts.silence }}>
        <SilenceSubject incident={incident} />
        <ReasonField id="silence-reason" />
        <EndFields id="silence" />
      </Act>
      <Act name="resolve" icon={<CircleCheck aria-hidden />} {...{ incident, action: acts.resolve }}>
        <NoteField id="resolve-note" label={t("optionalNote")} />
      </Act>
    </>
  );
}

interface ActProps {
  name: keyof IncidentActsProps["acts"];
  icon: ReactNode;
  incident: Incident;
  action: FormAction;
  primary?: boolean;
  children: ReactNode;
}

function Act({ name, icon, incident, action, primary = false, children }: ActProps) {
  const t = useTranslations("incidents.act");
  const label = (
    <>
      {icon} {t(name)}
    </>
  );
  return (
    <PopOver id={`act-${name}`} title={t(name)} trigger={label} button={{ variant: primary ? "primary" : "outline" }}>
      <ActionForm action={action} className="flex flex-col gap-4">
        <input type="hidden" name="incident" value={incident.id} />
        <p className="-mt-3 text-muted-foreground">{t(`${name}Means`)}</p>
        {children}
        <SubmitButton variant="primary" className="self-start">
          {label}
        </SubmitButton>
      </ActionForm>
    </PopOver>
  );
}

function NoteField({ id, label }: { id: string; label: string }) {
  return (
    <FormField id={id} label={label}>
      <KeptTextarea id={id} name="note" maxLength={2000} />
    </FormField>
  );
}

/** Why it is silenced: shown wherever the silence is. */
export function ReasonField({ id }: { id: string }) {
  const t = useTranslations("incidents.act");
  return (
    <FormField id={id} label={t("reason")}>
      <KeptInput id={id} name="reason" maxLength={500} autoComplete="off" required />
    </FormField>
  );
}

/** How long it lasts: a length, or an instant, which wins. */
export function EndFields({ id }: { id: string }) {
  const t = useTranslations("incidents.act");
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <FormField id={`${id}-length`} label={t("length")}>
        <KeptSelect id={`${id}-length`} name="length" defaultValue="h4">
          {LENGTHS_AHEAD.map((length) => (
            <option key={length} value={length}>
              {t(`lengths.${length}`)}
            </option>
          ))}
        </KeptSelect>
      </FormField>
      <FormField id={`${id}-until`} label={t("until")}>
        <KeptInput id={`${id}-until`} name="until" type="datetime-local" />
      </FormField>
    </div>
  );
}

/** Only what the incident is about, or all of its category. */
function SilenceSubject({ incident: { subject, category } }: { incident: Incident }) {
  const t = useTranslations("incidents.act");
  const choices = [
    { value: subject, label: t("ofSubject", { subject }) },
    ...(category === null ? [] : [{ value: `category:${category}`, label: t("ofCategory", { category }) }]),
  ];
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-[0.8125rem] font-medium">{t("of")}</legend>
      {choices.map(({ value, label }, index) => (
        <Label key={value} className="flex items-center gap-2 font-normal wrap-anywhere">
          <KeptCheckbox type="radio" name="subject" value={value} defaultChecked={index === 0} /> {label}
        </Label>
      ))}
    </fieldset>
  );
}

/** Says something in the timeline, also when it is over. */
export function NoteForm({ incident, action }: { incident: Incident; action: FormAction }) {
  const t = useTranslations("incidents.act");
  return (
    <ActionForm action={action} className="flex flex-col gap-2 border-t border-border px-4 py-3">
      <input type="hidden" name="incident" value={incident.id} />
      <Label htmlFor="note">{t("note")}</Label>
      <KeptTextarea id="note" name="note" maxLength={2000} required className="min-h-16" />
      <SubmitButton size="sm" className="self-start">
        {t("addNote")}
      </SubmitButton>
    </ActionForm>
  );
}
